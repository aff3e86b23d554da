import { useEffect, useState } from 'preact/hooks';
import type { Result, SecurityDetails } from '../../messenger/port.ts';
import { useTacet } from '../context.ts';

/** What protects what is written to that person, asked again whenever `version` changes; null until it is known. */
export function useSecurityDetails(
  accountId: string,
  version: string | undefined,
): Result<SecurityDetails> | null {
  const { messenger } = useTacet();
  const [answer, setAnswer] = useState<Result<SecurityDetails> | null>(null);
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
  }, [accountId, version]);
  return answer;
}
