import { manifests, type Node } from './deployed.ts';

const cluster = manifests();

/** Those of a kind in the cluster. */
export function all(kind: string): readonly Node[] {
  return cluster.filter((each) => each.at('kind').text === kind);
}

export function one(kind: string, name: string): Node {
  const found = all(kind).find((each) => each.at('metadata', 'name').text === name);
  if (found === undefined) throw new Error(`there is no ${kind} named ${name}`);
  return found;
}

export const workloads = [...all('StatefulSet'), ...all('Deployment')];

/** The pod template with this container. */
export function podOf(container: string): Node {
  const pods = workloads.map((each) => each.at('spec', 'template'));
  const found = pods.find((pod) => pod.at('spec', 'containers').named(container).keys.length > 0);
  if (found === undefined) throw new Error(`no pod runs ${container}`);
  return found;
}

export function containerOf(name: string): Node {
  return podOf(name).at('spec', 'containers').named(name);
}
