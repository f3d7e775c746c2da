import { expect, test } from 'vitest';
import { formatFstab } from './fstab.ts';

test('paths with white space, backslashes and # are escaped', () => {
  const line = { source: '/a b\\c', target: '/t\tx#\n', type: 'none', options: ['rbind', 'ro'] };
  expect(formatFstab([line])).toBe('/a\\040b\\134c /t\\011x\\043\\012 none rbind,ro 0 0 \n');
});
