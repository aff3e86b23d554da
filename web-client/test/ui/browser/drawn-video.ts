import { writeFileSync } from 'node:fs';
import { encodeQR } from 'qr';

const WIDTH = 640;
const HEIGHT = 480;
/** Pixels of a square of the code. */
const SCALE = 12;
const DARK = 16;
const LIGHT = 235;
const NO_COLOUR = 128;

/** Writes a film of one picture, the code as a camera would see it, in the plainest format that Chromium plays: Y4M. */
export function writeFilm(path: string, text: string): void {
  const picture = new Uint8Array((WIDTH * HEIGHT * 3) / 2).fill(NO_COLOUR);
  picture.fill(LIGHT, 0, WIDTH * HEIGHT);
  const code = encodeQR(text, 'raw', { border: 1 });
  const [left, top] = [(WIDTH - code.length * SCALE) >> 1, (HEIGHT - code.length * SCALE) >> 1];
  for (let y = 0; y < code.length * SCALE; y++) {
    for (let x = 0; x < code.length * SCALE; x++) {
      const dark = code[Math.floor(y / SCALE)]?.[Math.floor(x / SCALE)] === true;
      if (dark) picture[(top + y) * WIDTH + left + x] = DARK;
    }
  }
  const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F10:1 Ip A1:1 C420jpeg\n`;
  writeFileSync(path, Buffer.concat([Buffer.from(`${head}FRAME\n`), picture]));
}
