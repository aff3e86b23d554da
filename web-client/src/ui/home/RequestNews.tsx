import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { displayName } from '../../viewmodel/account/names.ts';
import type { Asked } from '../../viewmodel/home/requests.ts';
import { useTacet } from '../context.ts';
import { t } from '../messages/translate.ts';

/** Tells screen readers of each request that comes, wherever one is. */
export function RequestNews(): JSX.Element {
  const asked = useTacet().requests.value;
  const known = useRef(new Set(asked.map(({ id }) => id)));
  const [text, setText] = useState('');
  useEffect(() => {
    const [first, ...more] = asked.filter(({ id }) => !known.current.has(id));
    if (first === undefined) return;
    for (const { id } of [first, ...more]) known.current.add(id);
    setText(more.length === 0 ? describe(first) : t('requests.news', { count: more.length + 1 }));
  }, [asked]);
  return (
    <p class="visually-hidden" role="status">
      {text}
    </p>
  );
}

function describe(asked: Asked): string {
  if (asked.kind === 'friend') {
    const { person } = asked.request;
    return t('requests.news-friend', { name: displayName(person), username: person.username });
  }
  const { by, name } = asked.invitation;
  const group = name === '' ? t('group.unnamed') : name;
  return t('requests.news-group', { name: displayName(by), username: by.username, group });
}
