import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Person, SecurityDetails, TrustView } from '../../messenger/port.ts';
import { Verifying } from '../../viewmodel/verification/verifying.ts';
import { cameraIsThere } from '../browser/camera.ts';
import { useTacet } from '../context.ts';
import { Icon } from '../icons/Icon.tsx';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { QrCode } from '../parts/QrCode.tsx';
import { ScanCode } from '../parts/ScanCode.tsx';
import { useToldName } from '../parts/use-told-name.ts';
import { Outcome } from './Outcome.tsx';
import { SafetyNumber } from './SafetyNumber.tsx';

interface VerifyProps {
  readonly person: Person;
  readonly trust: TrustView;
  readonly onClose: () => void;
}

/** How to make sure that somebody is who they seem to be: together by a code, or over a call by a number. */
export function Verify({ person, trust, onClose }: VerifyProps): JSX.Element {
  const { messenger } = useTacet();
  const name = useToldName(person, person.firstName);
  const title = t('verify.title', { name: useToldName(person) });
  const verifying = useMemo(() => new Verifying(messenger, person.accountId), []);
  useEffect(() => void verifying.show(), []);
  useTakenBack(verifying, trust);
  const details = verifying.details.value;
  return (
    <Dialog title={title} onClose={onClose} look="wide">
      <div class="dialog-text" role="status">
        {trust === 'verified' ? (
          <p class="verify-done">
            <Icon name="shield" small /> <span>{t('verify.done', { name })}</span>
          </p>
        ) : (
          <p>{t(trust === 'changed' ? 'verify.changed' : 'verify.text', { name })}</p>
        )}
      </div>
      <Outcome outcome={verifying.outcome.value} name={name} />
      <FailureAlert failure={verifying.failure.value} />
      {verifying.replaced.value && (
        <Button onClick={() => void verifying.show()}>{t('verify.show-new')}</Button>
      )}
      {details !== null && <Ways details={details} name={name} verifying={verifying} />}
      <footer class="dialog-foot">
        {trust === 'verified' ? (
          <>
            <Button onClick={() => void verifying.clear()}>{t('verify.clear')}</Button>
            <Button look="primary" onClick={onClose} autofocus>
              {t('common.close')}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={onClose}>{t('verify.later')}</Button>
            {details !== null && (
              <Button look="primary" busy={verifying.busy.value} onClick={() => void verifying.matches()}>
                {t('verify.match')}
              </Button>
            )}
          </>
        )}
      </footer>
    </Dialog>
  );
}

/** Another identity has another number: it replaces none that the user is looking at. */
function useTakenBack(verifying: Verifying, trust: TrustView): void {
  const before = useRef(trust);
  useEffect(() => {
    if (trust === 'changed' && before.current !== trust) verifying.takeBack();
    before.current = trust;
  }, [trust]);
}

interface WaysProps {
  readonly details: SecurityDetails;
  readonly name: string;
  readonly verifying: Verifying;
}

function Ways({ details, name, verifying }: WaysProps): JSX.Element {
  return (
    <div class="verify-ways">
      <section class="verify-way" aria-label={t('verify.together')}>
        <h3>{t('verify.together')}</h3>
        <p>{t('verify.together-how', { name })}</p>
        <QrCode text={details.qrText} label={t('verify.code', { name })} />
        <Scan onText={(text) => void verifying.scanned(text)} />
      </section>
      <section class="verify-way" aria-label={t('verify.apart')}>
        <h3>{t('verify.apart')}</h3>
        <p>{t('verify.apart-how', { name })}</p>
        <SafetyNumber number={details.safetyNumber} />
        <p>{t('verify.differs')}</p>
      </section>
    </div>
  );
}

/** Offered only where there is a camera. */
function Scan({ onText }: { onText: (text: string) => void }): JSX.Element | null {
  const [camera, setCamera] = useState(false);
  const [scanning, setScanning] = useState(false);
  useEffect(() => {
    let wanted = true;
    const look = async (): Promise<void> => {
      const found = await cameraIsThere();
      if (wanted) setCamera(found);
    };
    void look();
    return () => {
      wanted = false;
    };
  }, []);
  if (!camera) return null;
  const read = (text: string): null => {
    setScanning(false);
    onText(text);
    return null;
  };
  return (
    <>
      <Button onClick={() => setScanning(true)}>{t('verify.scan')}</Button>
      {scanning && <ScanCode onText={read} onClose={() => setScanning(false)} />}
    </>
  );
}
