import { useEffect, useState } from 'preact/hooks';
import { cameraIsThere } from '../browser/camera.ts';

/** Whether to offer scanning. */
export function useCamera(): boolean {
  const [there, setThere] = useState(false);
  useEffect(() => {
    const look = async (): Promise<void> => setThere(await cameraIsThere());
    void look();
  }, []);
  return there;
}
