import type { BinaryOperator } from '../syntax/ast.ts';

/** Applies an operator to two numbers; a comparison answers 1 or 0. */
export function operate(operator: BinaryOperator, left: number, right: number): number {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return left % right;
    case '^':
      return power(left, right);
    case 'atan2':
      return Math.atan2(left, right);
    case '==':
      return Number(left === right);
    case '!=':
      return Number(left !== right);
    case '>':
      return Number(left > right);
    case '<':
      return Number(left < right);
    case '>=':
      return Number(left >= right);
    case '<=':
      return Number(left <= right);
    default:
      throw new TypeError(`"${operator}" is not an operator of numbers`);
  }
}

/** Go's math.Pow: 1 to any power is 1, and so is -1 to an infinite one, where JavaScript has NaN. */
function power(base: number, exponent: number): number {
  if (base === 1 || (base === -1 && !Number.isFinite(exponent) && !Number.isNaN(exponent)))
    return 1;
  return base ** exponent;
}
