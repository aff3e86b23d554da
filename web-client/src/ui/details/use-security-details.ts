import { useEffect, useState } from 'preact/hooks';
import type { Result, SecurityDetails } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';

interface Asked {
  /** Null until it is known. */
  readonly answer: Result<SecurityDetails> | null;
  readonly again: () => void;
}

/** What protects what is written to that person, asked again whenever `version` changes. */
export function useSecurityDetails(accountId: string, version: string | undefined): Asked {
  const { messenger } = useTacet();
  const [answer, setAnswer] = useState<Result<SecurityDetails> | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let wanted = true;
    const ask = async (): Promise<void> => {
      const result = await messenger.call('securityDetails', { accountId });
      if (wanted) setAnswer(result);
    };
    void ask();
    return () => {
      wanted = false;
    };
  }, [accountId, version, turn]);
  return { answer, again: () => setTurn(turn + 1) };
}
