import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { encodeQR } from 'qr';
import '../styles/codes.css';

interface QrCodeProps {
  /** What a camera reads; at most some hundred characters, so that the squares stay large. */
  readonly text: string;
  /** Said instead of the picture, for example "Code to link a browser". */
  readonly label: string;
}

/** As wide as the standard wants the white rim, in squares: without it, cameras do not find the code on a dark page. */
const RIM = 4;

/** A QR code, black on white in every theme. Only for code that comes late: the encoder is no part of the first load. */
export function QrCode({ text, label }: QrCodeProps): JSX.Element {
  const { size, path } = useMemo(() => draw(text), [text]);
  return (
    <svg
      class="qr-code"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shape-rendering="crispEdges"
    >
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}

/** Every row's runs of dark squares as rectangles of one path. */
function draw(text: string): { size: number; path: string } {
  const rows = encodeQR(text, 'raw', { border: RIM });
  let path = '';
  for (const [y, row] of rows.entries()) {
    for (let x = 0; x < row.length;) {
      const from = x;
      while (row[x] === true) x++;
      if (x > from) path += `M${from} ${y}h${x - from}v1h${from - x}z`;
      else x++;
    }
  }
  return { size: rows.length, path };
}
