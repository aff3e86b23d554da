import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Tacet } from '../viewmodel/tacet.ts';

const TacetContext = createContext<Tacet | null>(null);

export const TacetProvider = TacetContext.Provider;

/** The view model of the page. */
export function useTacet(): Tacet {
  const tacet = useContext(TacetContext);
  if (tacet === null) throw new TypeError('useTacet outside of TacetProvider');
  return tacet;
}
