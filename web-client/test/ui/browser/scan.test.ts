import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { CODE } from '../double/devices.ts';
import { openJoin } from './device-screens.ts';
import { writeFilm } from './drawn-video.ts';
import { launchBrowser } from './launch.ts';
import { PATIENCE_MS, Stage } from './stage.ts';

const folder = mkdtempSync(join(tmpdir(), 'tacet-camera-'));
const film = join(folder, 'camera.y4m');
const LETTERS = CODE.replaceAll('-', '');
const stage = new Stage(() =>
  launchBrowser(['--use-fake-device-for-media-stream', `--use-file-for-fake-video-capture=${film}`]),
);

declare global {
  interface Window {
    /** What the cameras of the page gave. */
    opened: MediaStream[];
  }
}

afterAll(() => rmSync(folder, { recursive: true }));

/** The camera sees this from now on. */
async function cameraSees(text: string): Promise<void> {
  writeFilm(film, text);
  await stage.page.context().grantPermissions(['camera']);
}

/** The dialog is not waited for: where the code is read at once, it may be gone by then. */
async function scans(): Promise<void> {
  await openJoin(stage.page);
  await stage.button('Scan code').click();
}

/** How many cameras this page has switched on. */
function watchCameras(): Promise<void> {
  return stage.page.evaluate(() => {
    const devices = navigator.mediaDevices;
    const open = devices.getUserMedia.bind(devices);
    window.opened = [];
    devices.getUserMedia = async (wanted) => {
      const stream = await open(wanted);
      window.opened.push(stream);
      return stream;
    };
  });
}

const camerasOn = (): Promise<number> =>
  stage.page.evaluate(() => {
    const tracks = window.opened.flatMap((stream) => stream.getTracks());
    return tracks.filter(({ readyState }) => readyState === 'live').length;
  });

describe('Alice scans the code of her other browser', { timeout: PATIENCE_MS }, () => {
  beforeEach(() => stage.plays('welcome'));

  test('and it is tried at once; the camera is off then', async () => {
    await cameraSees(LETTERS);
    await watchCameras();
    await scans();
    await stage.heading('Reaching the other browser…').waitFor();
    expect(await stage.called('joinAccount')).toMatchObject([{ code: LETTERS }]);
    await stage.page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(camerasOn).toBe(0);
  });

  test('another kind of code is told, and scanning goes on until she cancels', async () => {
    await cameraSees('https://example.org/');
    await watchCameras();
    await scans();
    await stage.page.getByRole('status').filter({ hasText: 'This is another kind of code.' }).waitFor();
    expect(await camerasOn()).toBe(1);
    await stage.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(camerasOn).toBe(0);
    await stage.expectFocus(stage.button('Scan code'));
    expect(await stage.called('joinAccount')).toEqual([]);
  });

  test('with the browser’s own reader, where it has one', async () => {
    await cameraSees('https://example.org/');
    await stage.page.evaluate((letters) => {
      class BarcodeDetector {
        static getSupportedFormats = (): Promise<string[]> => Promise.resolve(['qr_code']);
        detect = (): Promise<{ rawValue: string }[]> => Promise.resolve([{ rawValue: letters }]);
      }
      Object.assign(window, { BarcodeDetector });
    }, LETTERS);
    await scans();
    await stage.heading('Reaching the other browser…').waitFor();
  });

  test.each([
    ['NotAllowedError', 'The camera may not be used here.'],
    ['NotReadableError', 'The camera does not answer.'],
    ['NotFoundError', 'No camera was found.'],
  ])('when the camera says %s she is told what to do', async (name, words) => {
    await cameraSees(LETTERS);
    await stage.page.evaluate((error) => {
      const devices = navigator.mediaDevices;
      const open = devices.getUserMedia.bind(devices);
      devices.getUserMedia = () => {
        devices.getUserMedia = open;
        return Promise.reject(new DOMException('no', error));
      };
    }, name);
    await scans();
    await stage.page.getByRole('alert').filter({ hasText: words }).waitFor();
    if (name === 'NotFoundError') return;
    await stage.button('Try again').click();
    await stage.heading('Reaching the other browser…').waitFor();
  });

  test('a browser that refuses without being asked is no dead end', async () => {
    writeFilm(film, LETTERS);
    await stage.page.context().clearPermissions();
    await scans();
    await stage.page.getByRole('alert').filter({ hasText: 'The camera may not be used here.' }).waitFor();
  });

  test('without a camera there is no button', async () => {
    await stage.page.evaluate(() => {
      navigator.mediaDevices.enumerateDevices = () => Promise.resolve([]);
    });
    await openJoin(stage.page);
    await stage.button('Link this browser').waitFor();
    expect(await stage.button('Scan code').count()).toBe(0);
  });
});
