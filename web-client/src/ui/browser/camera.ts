/** Why there is no picture; one sentence on screen for each. */
export type CameraProblem =
  /** The user, or the settings of the browser, said no. */
  | 'refused'
  | 'missing'
  /** Another program has it, or the system does not hand it out. */
  | 'taken';

/** Enough to read a code that fills a third of the picture; more only makes reading slower. */
const WANTED = { facingMode: 'environment', width: { ideal: 1_280 }, height: { ideal: 720 } };

/** Whether it makes sense to offer the camera. Asks the user nothing. */
export async function cameraIsThere(): Promise<boolean> {
  try {
    const devices = await mediaDevices()?.enumerateDevices();
    return devices?.some(({ kind }) => kind === 'videoinput') ?? false;
  } catch {
    return false;
  }
}

/** Opens the camera that looks away from the user, where there are two. Whoever gets it stops its tracks. */
export async function openCamera(): Promise<MediaStream | CameraProblem> {
  try {
    return (await mediaDevices()?.getUserMedia({ video: WANTED, audio: false })) ?? 'missing';
  } catch (error) {
    return problemOf(error);
  }
}

export function closeCamera(camera: MediaStream): void {
  for (const track of camera.getTracks()) track.stop();
}

/** Missing where the page is not served securely, whatever the types say. */
function mediaDevices(): MediaDevices | undefined {
  return navigator.mediaDevices;
}

function problemOf(error: unknown): CameraProblem {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    default:
      return 'taken';
  }
}
