import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { GroupConversationView, Person } from '../../messenger/port.ts';
import { goneHeirOf, isIn } from '../../viewmodel/groups/membership.ts';
import { Submission } from '../../viewmodel/system/submission.ts';
import { useTacet } from '../context.ts';
import { conversationName, formatNames } from '../format/names.ts';
import { t } from '../messages/translate.ts';
import { Alert, FailureAlert } from '../parts/Alert.tsx';
import { Button } from '../parts/Button.tsx';
import { Dialog } from '../parts/Dialog.tsx';
import { PasswordField } from '../parts/PasswordField.tsx';
import { ProgressLine } from '../welcome/ProgressLine.tsx';

/** The end of everything here: says what goes, leaves the groups, and asks for the password. */
export function DeleteAccount({ me, onClose }: { me: Person; onClose: () => void }): JSX.Element {
  const { messenger, progress } = useTacet();
  const [password, setPassword] = useState('');
  const submission = useMemo(() => new Submission(), []);
  const groups = useMyGroups();
  const stuck = submission.failure?.code === 'groups-not-left';
  const run = (anyway: boolean): void => {
    void submission.run(() => messenger.call('deleteAccount', { password, anyway }));
  };
  const leaving = submission.busy && progress.value === 'leaving-groups' && groups.length > 0;
  return (
    <Dialog title={t('delete.title')} onClose={onClose} busy={submission.busy} look="alert">
      <form
        class="form"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run(false);
        }}
      >
        <p class="form-text">{t('delete.text')}</p>
        <p class="form-text">{t('delete.friends')}</p>
        {groups.length > 0 && !stuck && <Groups groups={groups} me={me} />}
        <PasswordField
          autocomplete="current-password"
          label={t('delete.password')}
          value={password}
          onText={(text) => {
            setPassword(text);
            submission.clear();
          }}
          autofocus
        />
        {stuck ? (
          <Alert>{t('delete.stuck', { groups: namesOf(groups, me) })}</Alert>
        ) : (
          <FailureAlert failure={submission.failure} />
        )}
        {leaving ? (
          <p class="progress-line" role="status">
            {t('delete.leaving', { count: groups.length })}
          </p>
        ) : (
          <ProgressLine shown={submission.busy} />
        )}
        <footer class="dialog-foot">
          <Button onClick={onClose} disabled={submission.busy}>
            {t('common.cancel')}
          </Button>
          {stuck && (
            <Button look="quiet" onClick={() => run(true)}>
              {t('delete.anyway')}
            </Button>
          )}
          <Button
            type="submit"
            look={stuck ? 'primary' : 'danger'}
            busy={submission.busy}
            disabled={password === ''}
          >
            {stuck ? t('delete.again') : t('delete.confirm')}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

/** What becomes of the groups, and where that would be bad. */
function Groups({ groups, me }: { groups: readonly GroupConversationView[]; me: Person }): JSX.Element {
  const orphaned = groups.filter((view) => goneHeirOf(view) !== null);
  return (
    <>
      <p class="form-text">{t('delete.groups')}</p>
      {orphaned.length > 0 && (
        <p class="form-text">{t('delete.heir-gone', { groups: namesOf(orphaned, me) })}</p>
      )}
    </>
  );
}

function useMyGroups(): readonly GroupConversationView[] {
  const { conversations } = useTacet().snapshot.value;
  return conversations.filter((view) => view.kind === 'group').filter(isIn);
}

function namesOf(groups: readonly GroupConversationView[], me: Person): string {
  return formatNames(groups.map((view) => conversationName(view, me.accountId)));
}
