import type { JSX } from 'preact';
import { useEffect, useMemo, useReducer, useRef, useState } from 'preact/hooks';
import { CodeScan } from '../browser/code-scan.ts';
import { useTacet } from '../context.ts';
import { scanMessages } from '../messages/en/scan-late.ts';
import { addMessages, t } from '../messages/translate.ts';
import { Alert } from './Alert.tsx';
import { Button } from './Button.tsx';
import { Dialog } from './Dialog.tsx';
import '../styles/codes.css';

addMessages(scanMessages);

interface ScanCodeProps {
  /**
   * Gets every code that is read. Null: it was taken, nothing more is read, and whoever took it takes this dialog away.
   * A sentence: what is wrong with it, for the user; scanning goes on.
   */
  readonly onText: (text: string) => string | null;
  readonly onClose: () => void;
}

/**
 * Reads a QR code with the camera. The picture never leaves the page. Only for code that comes late.
 *
 * Offer it where `cameraIsThere()` of `browser/camera.ts` says so.
 */
export function ScanCode(props: ScanCodeProps): JSX.Element {
  const [attempt, tryAgain] = useReducer<number, void>((attempts) => attempts + 1, 0);
  return (
    <Dialog title={t('scan.title')} onClose={props.onClose}>
      <Scanner key={attempt} onText={props.onText} onTryAgain={() => tryAgain()} />
      <footer class="dialog-foot">
        <Button onClick={props.onClose} autofocus>
          {t('common.cancel')}
        </Button>
      </footer>
    </Dialog>
  );
}

function Scanner({
  onText,
  onTryAgain,
}: Pick<ScanCodeProps, 'onText'> & { onTryAgain: () => void }): JSX.Element {
  const { clock } = useTacet();
  const video = useRef<HTMLVideoElement>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const scan = useMemo(
    () =>
      new CodeScan(clock, (text) => {
        const problem = onText(text);
        setWrong(problem);
        return problem === null;
      }),
    [],
  );
  useEffect(() => {
    if (video.current !== null) void scan.begin(video.current);
    return () => scan.end();
  }, []);
  const state = scan.state.value;
  if (state !== 'opening' && state !== 'looking') {
    return (
      <>
        <Alert>{t(`scan.${state}`)}</Alert>
        {state !== 'missing' && <Button onClick={onTryAgain}>{t('common.try-again')}</Button>}
      </>
    );
  }
  return (
    <>
      <div class="scan" data-looking={state === 'looking' || undefined}>
        <video ref={video} class="scan-picture" aria-label={t('scan.picture')} muted playsInline />
      </div>
      <p class="scan-words" role="status">
        {wrong ?? t(`scan.${state}`)}
      </p>
      <p class="form-text">{t('scan.stays')}</p>
    </>
  );
}
