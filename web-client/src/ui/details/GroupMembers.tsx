import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { GroupConversationView, MemberView, Person } from '../../messenger/port.ts';
import { displayName } from '../../viewmodel/account/names.ts';
import { useTacet } from '../context.ts';
import { AddPeople } from '../groups/AddPeople.tsx';
import { useConnected } from '../home/use-connected.ts';
import { t } from '../messages/translate.ts';
import { Verify } from '../verification/Verify.tsx';
import { Button } from '../parts/Button.tsx';
import { Confirm } from '../parts/Confirm.tsx';
import { useToldName } from '../parts/use-told-name.ts';
import { focusDetails } from './focus.ts';
import { MemberItem } from './MemberItem.tsx';

interface GroupMembersProps {
  readonly view: GroupConversationView;
  readonly me: Person;
}

interface Question {
  readonly about: Person;
  readonly what: 'remove' | 'make-owner';
}

/** Who can read and write here; its owner adds and removes them. */
export function GroupMembers({ view, me }: GroupMembersProps): JSX.Element {
  const [adding, setAdding] = useState(false);
  const [question, setQuestion] = useState<Question | null>(null);
  const [verifying, setVerifying] = useState<string | null>(null);
  const comparing = view.members.find(({ person }) => person.accountId === verifying);
  const owns = view.me === 'owner';
  const owner = view.members.find(({ role }) => role === 'owner');
  return (
    <section class="details-part" aria-label={t('details.members')}>
      <p class="details-part-title">
        {t('details.members')} <span class="details-count">{view.members.length}</span>
      </p>
      <ul class="members">
        {view.members.map((member) => (
          <MemberItem
            key={member.person.accountId}
            person={member.person}
            note={<Note member={member} me={me} />}
            trust={member.trust}
          >
            {member.person.accountId !== me.accountId && !member.gone && (
              <Button
                look="quiet"
                aria-label={t('members.verify-label', { username: member.person.username })}
                onClick={() => setVerifying(member.person.accountId)}
              >
                {t('details.verify')}
              </Button>
            )}
            {owns && member.role === 'member' && <OwnerActions member={member} onAsk={setQuestion} />}
          </MemberItem>
        ))}
      </ul>
      {owns ? (
        <Button icon="add-friend" onClick={() => setAdding(true)}>
          {t('picker.add-people')}
        </Button>
      ) : (
        view.open &&
        owner !== undefined && (
          <p class="details-hint">
            {owner.gone
              ? t('members.owner-gone')
              : t('members.owner-invites', { name: displayName(owner.person) })}
          </p>
        )
      )}
      {adding && <AddPeople view={view} me={me} onClose={() => setAdding(false)} />}
      {comparing !== undefined && (
        <Verify person={comparing.person} trust={comparing.trust} onClose={() => setVerifying(null)} />
      )}
      {question !== null && (
        <Asked question={question} roomId={view.roomId} onClose={() => setQuestion(null)} />
      )}
    </section>
  );
}

function Note({ member, me }: { member: MemberView; me: Person }): JSX.Element {
  const connected = useConnected();
  const self = member.person.accountId === me.accountId;
  return (
    <>
      {self && <span class="member-aside">{t('details.you')}</span>}
      {member.role === 'owner' && <span class="tag">{t('members.owner')}</span>}
      {member.gone && <span class="member-aside">{t('members.gone')}</span>}
      {connected && member.online && !self && !member.gone && (
        <span class="online-text">{t('members.online')}</span>
      )}
    </>
  );
}

interface OwnerActionsProps {
  readonly member: MemberView;
  readonly onAsk: (question: Question) => void;
}

/** Whose account is closed cannot become the owner any more. */
function OwnerActions({ member: { person, gone }, onAsk }: OwnerActionsProps): JSX.Element {
  const { username } = person;
  return (
    <>
      {!gone && (
        <Button
          look="quiet"
          aria-label={t('members.make-owner-label', { username })}
          onClick={() => onAsk({ about: person, what: 'make-owner' })}
        >
          {t('members.make-owner')}
        </Button>
      )}
      <Button
        look="quiet"
        aria-label={t('members.remove-label', { username })}
        onClick={() => onAsk({ about: person, what: 'remove' })}
      >
        {t('members.remove')}
      </Button>
    </>
  );
}

interface AskedProps {
  readonly question: Question;
  readonly roomId: string;
  readonly onClose: () => void;
}

function Asked({ question: { about, what }, roomId, onClose }: AskedProps): JSX.Element {
  const { groups } = useTacet();
  const removing = what === 'remove';
  const name = useToldName(about);
  return (
    <Confirm
      title={removing ? t('remove-member.title', { name }) : t('make-owner.title', { name })}
      confirm={removing ? t('members.remove') : t('members.make-owner')}
      danger={removing}
      onConfirm={() => (removing ? groups.remove(roomId, about) : groups.handOver(roomId, about))}
      onClose={onClose}
      onDone={focusDetails}
    >
      <p>{removing ? t('remove-member.text') : t('make-owner.text')}</p>
    </Confirm>
  );
}
