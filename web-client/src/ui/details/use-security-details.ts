import { useEffect, useState } from 'preact/hooks';
import type { Result, SecurityDetails } from '../../messenger/port.ts';
import type { Conversation } from '../../viewmodel/conversation/conversation.ts';
import { useTacet } from '../context.ts';

/** What protects the conversation, asked again with every message; null until it is known. */
export function useSecurityDetails(conversation: Conversation): Result<SecurityDetails> | null {
  const { messenger } = useTacet();
  const [answer, setAnswer] = useState<Result<SecurityDetails> | null>(null);
  const latest = conversation.view.value?.lastMessage?.id;
  useEffect(() => {
    let wanted = true;
    const ask = async (): Promise<void> => {
      const result = await messenger.call('securityDetails', { roomId: conversation.roomId });
      if (wanted) setAnswer(result);
    };
    void ask();
    return () => {
      wanted = false;
    };
  }, [latest]);
  return answer;
}
