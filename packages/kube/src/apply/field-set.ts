import { isObject } from '../json.ts';
import { compareElements, type PathElement } from './path-element.ts';

/**
 * A set of field paths: those that end here (`members`) and those that go on below an element
 * (`children`). Operations return new sets; only `insert` changes one.
 */
export class FieldSet {
  readonly members: Set<PathElement> = new Set();
  readonly children: Map<PathElement, FieldSet> = new Map();

  /** Adds one path; the empty path is ignored. */
  insert(path: readonly PathElement[]): void {
    const [head, ...rest] = path;
    if (head === undefined) return;
    if (rest.length === 0) this.members.add(head);
    else this.#childForInsert(head).insert(rest);
  }

  /** True when no path is in the set. */
  get isEmpty(): boolean {
    return this.members.size === 0 && [...this.children.values()].every((child) => child.isEmpty);
  }

  /** The paths in either set. */
  union(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of [...this.members, ...other.members]) result.members.add(member);
    for (const element of new Set([...this.children.keys(), ...other.children.keys()])) {
      const [mine, theirs] = [this.children.get(element), other.children.get(element)];
      result.#setChild(element, mine && theirs ? mine.union(theirs) : (mine ?? theirs));
    }
    return result;
  }

  /** The paths in this set and not in the other. */
  difference(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) {
      if (!other.members.has(member)) result.members.add(member);
    }
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      result.#setChild(element, theirs === undefined ? child : child.difference(theirs));
    }
    return result;
  }

  /** The paths in both sets. */
  intersection(other: FieldSet): FieldSet {
    const result = new FieldSet();
    for (const member of this.members) {
      if (other.members.has(member)) result.members.add(member);
    }
    for (const [element, child] of this.children) {
      const theirs = other.children.get(element);
      if (theirs !== undefined) result.#setChild(element, child.intersection(theirs));
    }
    return result;
  }

  /** True when both sets hold the same paths. */
  equals(other: FieldSet): boolean {
    return this.difference(other).isEmpty && other.difference(this).isEmpty;
  }

  /** Every path, in FieldsV1 order. */
  paths(): PathElement[][] {
    const elements = [...new Set([...this.members, ...this.children.keys()])].sort(compareElements);
    return elements.flatMap((element) => [
      ...(this.members.has(element) ? [[element]] : []),
      ...(this.children.get(element)?.paths() ?? []).map((rest) => [element, ...rest]),
    ]);
  }

  /** The JSON form that `managedFields` stores. */
  toFieldsV1(): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    const elements = [...new Set([...this.members, ...this.children.keys()])].sort(compareElements);
    for (const element of elements) {
      const below = this.children.get(element)?.toFieldsV1() ?? {};
      const self = this.members.has(element);
      const onlyMember = Object.keys(below).length === 0;
      result[element] = self && !onlyMember ? { '.': {}, ...below } : below;
    }
    return result;
  }

  /** Reads the JSON form; what isn't FieldsV1 is left out. */
  static fromFieldsV1(fields: Readonly<Record<string, unknown>>): FieldSet {
    const result = new FieldSet();
    for (const [element, below] of Object.entries(fields)) {
      if (element === '.' || !isObject(below)) continue;
      const child = FieldSet.fromFieldsV1(below);
      if (child.isEmpty || '.' in below) result.members.add(element);
      result.#setChild(element, child);
    }
    return result;
  }

  #childForInsert(element: PathElement): FieldSet {
    let child = this.children.get(element);
    if (child === undefined) {
      child = new FieldSet();
      this.children.set(element, child);
    }
    return child;
  }

  #setChild(element: PathElement, child: FieldSet | undefined): void {
    if (child !== undefined && !child.isEmpty) this.children.set(element, child);
  }
}
