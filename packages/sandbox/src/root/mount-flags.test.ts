import { expect, test } from 'vitest';
import { mountFlags, parseMountInfo } from './mount-flags.ts';

const points = parseMountInfo(`27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:27 / /tmp rw,nosuid,nodev - tmpfs tmpfs rw
31 27 0:28 / /mnt/with\\040space ro,noexec,relatime - tmpfs tmpfs rw
32 30 0:29 / /tmp rw,noatime - tmpfs tmpfs rw

`);

test.each([
  ['/usr', ['relatime']],
  ['/tmp', ['noatime']],
  ['/tmp/a/b', ['noatime']],
  ['/tmpx', ['relatime']],
  ['/mnt/with space/x', ['ro', 'noexec', 'relatime']],
])('the flags that hold %s', (path, flags) => {
  expect(mountFlags(points, path)).toEqual(flags);
});
