import type { ListNode, PipeNode, TemplateTreeNode } from './nodes.ts';
import { quoteGo } from '../format/quote.ts';

function printPipe(pipe: PipeNode): string {
  const declarations = pipe.declarations.map(printNode).join(', ');
  const commands = pipe.commands.map(printNode).join(' | ');
  if (declarations === '') return commands;
  return `${declarations} ${pipe.isAssign ? '=' : ':='} ${commands}`;
}

function printElse(list: ListNode | undefined): string {
  return list === undefined ? '' : `{{else}}${printNode(list)}`;
}

/** Writes a node as template source, the way Go shows it in error messages. */
export function printNode(node: TemplateTreeNode): string {
  switch (node.kind) {
    case 'text':
      return node.text;
    case 'list':
      return node.nodes.map(printNode).join('');
    case 'action':
      return `{{${printPipe(node.pipe)}}}`;
    case 'if':
    case 'range':
    case 'with':
      return `{{${node.kind} ${printPipe(node.pipe)}}}${printNode(node.list)}${printElse(node.elseList)}{{end}}`;
    case 'break':
    case 'continue':
      return `{{${node.kind}}}`;
    case 'template':
      return `{{template ${quoteGo(node.name)}${node.pipe === undefined ? '' : ` ${printPipe(node.pipe)}`}}}`;
    case 'pipe':
      return printPipe(node);
    case 'command':
      return node.args.map(printOperand).join(' ');
    default:
      return printOperand(node);
  }
}

function printOperand(node: TemplateTreeNode): string {
  switch (node.kind) {
    case 'pipe':
      return `(${printPipe(node)})`;
    case 'bool':
      return String(node.value);
    case 'chain':
      return `${printOperand(node.node)}${node.fields.map((field) => `.${field}`).join('')}`;
    case 'dot':
      return '.';
    case 'field':
      return node.fields.map((field) => `.${field}`).join('');
    case 'identifier':
      return node.name;
    case 'nil':
      return 'nil';
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'variable':
      return node.parts.join('.');
    default:
      return printNode(node);
  }
}
