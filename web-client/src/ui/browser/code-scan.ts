import { signal, type ReadonlySignal } from '@preact/signals';
import type { Clock } from '../../viewmodel/system/clock.ts';
import { closeCamera, openCamera, type CameraProblem } from './camera.ts';
import { openCodeReader, type CodeReader } from './code-reader.ts';

/** `unreadable`: there is a picture, and no way to read codes in it. */
export type ScanState = 'opening' | 'looking' | CameraProblem | 'unreadable';

/** Several times a second is quick for a hand that holds a phone, and leaves the processor cool. */
const LOOK_EVERY_MS = 150;

/** The camera, from opening it to the code that is taken. Whoever begins one ends it. */
export class CodeScan {
  private readonly current = signal<ScanState>('opening');
  private readonly clock: Clock;
  private readonly onText: (text: string) => boolean;
  private camera: MediaStream | null = null;
  private ended = false;
  private cancelLook: () => void = () => undefined;

  /** @param onText gets every code that is read; true: it was taken, nothing more is read */
  constructor(clock: Clock, onText: (text: string) => boolean) {
    this.clock = clock;
    this.onText = onText;
  }

  get state(): ReadonlySignal<ScanState> {
    return this.current;
  }

  /** Shows the camera's picture in `video`. */
  async begin(video: HTMLVideoElement): Promise<void> {
    const opened = await openCamera();
    if (typeof opened === 'string') {
      this.current.value = opened;
      return;
    }
    this.camera = opened;
    if (this.ended) return this.end(); // the dialog was closed while the browser asked
    try {
      video.srcObject = opened;
      await video.play();
      const read = await openCodeReader();
      this.current.value = 'looking';
      await this.look(read, video);
    } catch {
      this.stopped();
    }
  }

  /** Switches the camera off. */
  end(): void {
    this.ended = true;
    this.cancelLook();
    if (this.camera !== null) closeCamera(this.camera);
  }

  private async look(read: CodeReader, video: HTMLVideoElement): Promise<void> {
    if (this.ended) return;
    const text = await read(video);
    if (this.ended || (text !== null && this.onText(text))) return;
    this.cancelLook = this.clock.after(LOOK_EVERY_MS, () => {
      this.look(read, video).catch(() => this.stopped());
    });
  }

  private stopped(): void {
    this.end();
    this.current.value = 'unreadable';
  }
}
