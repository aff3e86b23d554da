import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { isComposing } from '../browser/keys.ts';
import { touchOnly } from '../browser/media.ts';
import { t } from '../messages/translate.ts';
import { FailureAlert } from '../parts/Alert.tsx';
import { IconButton } from '../parts/Button.tsx';

/** Grows with its text, up to the height the style sheet allows. */
export function Composer({ conversation }: { conversation: Conversation }): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null);
  const text = conversation.draft.value;
  useEffect(() => {
    // On a touch screen the keyboard would cover half of what was opened to be read.
    if (matchMedia('(pointer: fine)').matches) field.current?.focus();
  }, []);
  useLayoutEffect(() => {
    if (field.current !== null) fitHeight(field.current);
  }, [text]);
  const send = (): void => {
    void conversation.send();
    field.current?.focus();
  };
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <FailureAlert failure={conversation.sendFailure.value} />
      <div class="composer-frame">
        <textarea
          ref={field}
          rows={1}
          dir="auto"
          aria-label={t('conversation.message')}
          placeholder={t('conversation.placeholder')}
          enterkeyhint={touchOnly.value ? 'enter' : 'send'}
          value={text}
          onInput={(event) => conversation.edit(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || isComposing(event)) return;
            // A touch screen may have a real keyboard beside it.
            const always = event.ctrlKey || event.metaKey;
            if (!always && (event.shiftKey || touchOnly.value)) return;
            event.preventDefault();
            send();
          }}
        />
        <IconButton type="submit" icon="send" label={t('conversation.send')} disabled={text.trim() === ''} />
      </div>
    </form>
  );
}

/** For browsers without `field-sizing: content`. */
function fitHeight(field: HTMLTextAreaElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  field.style.height = 'auto';
  field.style.height = `${field.scrollHeight}px`;
}
