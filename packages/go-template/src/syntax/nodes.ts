import type { NumberLiteral } from './number-literal.ts';

/** Something inside an action that has a value. */
export type Operand =
  | BoolNode
  | ChainNode
  | DotNode
  | FieldNode
  | IdentifierNode
  | NilNode
  | NumberNode
  | PipeNode
  | StringNode
  | VariableNode;

/** Something a template's body is made of. */
export type Statement =
  | ActionNode
  | BreakNode
  | ContinueNode
  | BranchNode
  | TemplateNode
  | TextNode;

/** Any node of the tree. */
export type TemplateTreeNode = CommandNode | ListNode | Operand | Statement;

interface At {
  /** Offset in the tree's text, in UTF-16 units. */
  readonly pos: number;
}

export interface TextNode extends At {
  readonly kind: 'text';
  readonly text: string;
}
export interface ListNode extends At {
  readonly kind: 'list';
  readonly nodes: Statement[];
}
export interface ActionNode extends At {
  readonly kind: 'action';
  readonly pipe: PipeNode;
}
export interface BranchNode extends At {
  readonly kind: 'if' | 'range' | 'with';
  readonly pipe: PipeNode;
  readonly list: ListNode;
  readonly elseList: ListNode | undefined;
}
export interface BreakNode extends At {
  readonly kind: 'break';
}
export interface ContinueNode extends At {
  readonly kind: 'continue';
}
export interface TemplateNode extends At {
  readonly kind: 'template';
  readonly name: string;
  readonly pipe: PipeNode | undefined;
}
export interface PipeNode extends At {
  readonly kind: 'pipe';
  /** `=` rather than `:=`. */
  readonly isAssign: boolean;
  readonly declarations: readonly VariableNode[];
  readonly commands: readonly CommandNode[];
}
export interface CommandNode extends At {
  readonly kind: 'command';
  readonly args: readonly [Operand, ...Operand[]];
}
export interface BoolNode extends At {
  readonly kind: 'bool';
  readonly value: boolean;
}
export interface ChainNode extends At {
  readonly kind: 'chain';
  readonly node: Operand;
  readonly fields: readonly string[];
}
export interface DotNode extends At {
  readonly kind: 'dot';
}
export interface FieldNode extends At {
  readonly kind: 'field';
  readonly fields: readonly string[];
}
export interface IdentifierNode extends At {
  readonly kind: 'identifier';
  readonly name: string;
}
export interface NilNode extends At {
  readonly kind: 'nil';
}
export interface NumberNode extends At {
  readonly kind: 'number';
  readonly text: string;
  readonly literal: NumberLiteral;
}
export interface StringNode extends At {
  readonly kind: 'string';
  /** As written, with its quotes. */
  readonly quoted: string;
  readonly text: string;
}
export interface VariableNode extends At {
  readonly kind: 'variable';
  /** `$name` first, then the fields. */
  readonly parts: readonly [string, ...string[]];
}

/** One named template: the whole of a text, or a `define` in it. */
export interface TemplateTree {
  readonly name: string;
  /** The name of the text it was parsed from, for error messages. */
  readonly parseName: string;
  readonly text: string;
  readonly root: ListNode;
}
