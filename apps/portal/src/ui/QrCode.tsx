// oxlint-disable-next-line import/no-named-as-default -- its types know the default export only
import qrcode from 'qrcode-generator';
import type { ReactNode } from 'react';

/** A QR code of a text, dark on light in both themes, with the quiet zone that readers need. */
export function QrCode({ text, label }: { text: string; label: string }): ReactNode {
  const code = qrcode(0, 'M');
  code.addData(text);
  code.make();
  const size = code.getModuleCount();
  const cells: string[] = [];
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (code.isDark(row, column)) cells.push(`M${column + 4} ${row + 4}h1v1h-1z`);
    }
  }
  return (
    <>
      <span className="sr-only">{label}</span>
      <svg
        aria-hidden
        viewBox={`0 0 ${size + 8} ${size + 8}`}
        shapeRendering="crispEdges"
        className="size-full rounded-md bg-[var(--qr-ground)]"
      >
        <path d={cells.join('')} fill="var(--qr-ink)" />
      </svg>
    </>
  );
}
