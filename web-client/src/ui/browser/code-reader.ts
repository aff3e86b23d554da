/** What a picture of the camera says, or null when no code is found in it. */
export type CodeReader = (picture: HTMLVideoElement) => Promise<string | null>;

/** The browser's own detector of codes (Chromium on Android and macOS), as far as it is used here. */
interface Detector {
  detect(picture: HTMLVideoElement): Promise<readonly { readonly rawValue: string }[]>;
}

interface DetectorClass {
  new (options: { formats: readonly string[] }): Detector;
  getSupportedFormats(): Promise<readonly string[]>;
}

/** The browser's own reader where it has one, because it is quicker; ours otherwise. */
export async function openCodeReader(): Promise<CodeReader> {
  return (await browserReader()) ?? (await ownReader());
}

declare global {
  interface Window {
    readonly BarcodeDetector?: DetectorClass;
  }
}

async function browserReader(): Promise<CodeReader | null> {
  const known = window.BarcodeDetector;
  try {
    // Some have the name and nothing behind it.
    if (known === undefined || !(await known.getSupportedFormats()).includes('qr_code')) return null;
    const detector = new known({ formats: ['qr_code'] });
    return async (picture) => (await detector.detect(picture))[0]?.rawValue ?? null;
  } catch {
    return null;
  }
}

async function ownReader(): Promise<CodeReader> {
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (picture) => {
    const { videoWidth: width, videoHeight: height } = picture;
    if (context === null || width === 0 || height === 0) return null;
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.drawImage(picture, 0, 0);
    try {
      return decodeQR(context.getImageData(0, 0, width, height));
    } catch {
      return null; // how it says that there is no code
    }
  };
}
