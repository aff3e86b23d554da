import { describe, expect, test } from 'vitest';
import { SERVICES, composeFile, deployed, manifests, page, placed, shown, yaml } from '../src/deployed.ts';
import { all, containerOf, one, podOf, workloads } from '../src/cluster.ts';
import { metrics } from '../src/watched.ts';

const images = page('Dockerfile');
/** Where a service starts beside three others on few cores that have other work. */
const SLOW_START_S = 240;
const compose = composeFile().at('services');

function portOf(container: string, name = container): string {
  return containerOf(container).at('ports').named(name).at('containerPort').text;
}

function networksOf(name: string): readonly string[] {
  const networks = compose.at(name, 'networks');
  return networks.keys.length > 0 ? networks.keys : networks.texts;
}

function neighbours(name: string): readonly string[] {
  return compose.keys
    .filter(
      (other) => other !== name && networksOf(other).some((network) => networksOf(name).includes(network)),
    )
    .toSorted();
}

describe('What Kubernetes is told', () => {
  test.each(SERVICES)('%s is the same as with Compose', (name) => {
    const container = containerOf(name);
    expect(container.at('image').text).toMatch(new RegExp(`^tacet/${name}:`));
    expect(images).toContain(`FROM service AS ${name}\n`);
    expect(images.split(`FROM service AS ${name}\n`)[1]?.split('FROM ')[0]).toContain(
      `EXPOSE ${portOf(name)}\n`,
    );

    const variables = container.at('env').list.map((each) => each.at('name').text);
    const ofPod = ['TACET_ADMIN_DIR', 'TACET_AUTH_DATABASE_URL_FILE', 'TACET_SOCIAL_DATABASE_URL_FILE'];
    expect(variables.filter((each) => !ofPod.includes(each)).toSorted()).toEqual(
      compose
        .at(name, 'environment')
        .keys.filter((each) => !ofPod.includes(each))
        .toSorted(),
    );
    const limit = container.at('resources', 'limits', 'memory').text;
    expect(limit.replace('Mi', 'm')).toBe(compose.at(name, 'mem_limit').text);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
      expect(container.at(probe, 'httpGet', 'port').text).toBe(name);
    }
  });

  test.each(SERVICES)('%s may take minutes for its start, here and with Compose', (name) => {
    const probe = containerOf(name).at('startupProbe');
    const seconds = Number(probe.at('periodSeconds').text) * Number(probe.at('failureThreshold').text);
    expect(seconds).toBeGreaterThanOrEqual(SLOW_START_S);
    expect(Number(/--start-period=(\d+)s/.exec(images)?.[1])).toBeGreaterThanOrEqual(SLOW_START_S);
  });

  test('Redis is the same as with Compose', () => {
    const redis = containerOf('redis');
    expect([...redis.at('command').texts, ...redis.at('args').texts]).toEqual(
      compose.at('redis', 'command').texts.map((each) => each.replace(/^\$\{\w+:-(.*)\}$/, '$1')),
    );
    expect(compose.at('redis', 'image').text).toContain(redis.at('image').text);
  });

  test('whatever listens does so where the others look for it', () => {
    for (const service of all('Service')) {
      const name = service.at('metadata', 'name').text;
      const app = service.at('spec', 'selector', 'app').text;
      for (const port of service.at('spec', 'ports').list) {
        const target = port.at('targetPort').text;
        expect(podOf(target).at('metadata', 'labels', 'app').text, name).toBe(app);
        expect(portOf(target), name).toBe(port.at('port').text);
      }
    }
    for (const name of SERVICES) {
      for (const variable of containerOf(name).at('env').list) {
        const url = /^http:\/\/([a-z.0-9]+):(\d+)/.exec(variable.at('value').text);
        if (url === null) continue;
        const [, host = '', port] = url;
        const asked = host === '127.0.0.1' ? podOf(name).at('spec', 'containers').list : [containerOf(host)];
        expect(
          asked.flatMap((each) => each.at('ports').list.map((has) => has.at('containerPort').text)),
          `${name}: ${url[0]}`,
        ).toContain(port);
        if (host !== '127.0.0.1') one('Service', host);
      }
    }
  });

  test('each container is nobody, and can write nowhere but where it must', () => {
    expect(workloads.length).toBe(3);
    for (const each of workloads) {
      const pod = each.at('spec', 'template', 'spec');
      expect(pod.at('securityContext', 'runAsNonRoot').value).toBe(true);
      expect(pod.at('securityContext', 'runAsUser').text).toBe('10001');
      expect(pod.at('automountServiceAccountToken').value).toBe(false);
      for (const container of pod.at('containers').list) {
        expect(container.at('securityContext').value).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });

  test('what is mounted is there, and every secret that is asked for is made', () => {
    for (const each of workloads) {
      const pod = each.at('spec', 'template', 'spec');
      const volumes = new Set([
        ...pod.at('volumes').list.map((volume) => volume.at('name').text),
        ...each.at('spec', 'volumeClaimTemplates').list.map((claim) => claim.at('metadata', 'name').text),
      ]);
      for (const container of pod.at('containers').list) {
        for (const mount of container.at('volumeMounts').list)
          expect(volumes).toContain(mount.at('name').text);
      }
      for (const volume of pod.at('volumes').list) {
        const secret = volume.at('secret', 'secretName').text;
        if (secret !== '') one('Secret', secret);
      }
    }
    const { keys } = one('Secret', 'redis').at('stringData');
    expect(keys.toSorted()).toEqual(['redis-password', 'redis-url', 'redis.conf']);
    const passwords = [manifests(), manifests()].map(
      (made) => made.at(-1)?.at('stringData', 'redis-password').text,
    );
    expect(new Set(passwords).size).toBe(2);
    expect(passwords[0]).toMatch(/^[0-9a-f]{64}$/);
    for (const variable of SERVICES.flatMap((name) => containerOf(name).at('env').list)) {
      const key = variable.at('valueFrom', 'configMapKeyRef', 'key').text;
      if (key !== '') expect(one('ConfigMap', 'settings').at('data').keys).toContain(key);
    }
  });

  test('the gateway, which meets the public, cannot administer and does not know the databases', () => {
    const mounted = containerOf('gateway')
      .at('volumeMounts')
      .list.map((each) => each.at('mountPath').text);
    expect(mounted.toSorted()).toEqual(['/run/tacet', '/tmp']);
    expect(podOf('gateway').at('metadata', 'labels', 'app').text).not.toBe(
      podOf('auth').at('metadata', 'labels', 'app').text,
    );
  });

  test('with PostgreSQL the services find its address where Compose puts it', () => {
    const patch = deployed('kubernetes/postgres/core.yaml').at('spec', 'template', 'spec');
    for (const name of ['auth', 'social'] as const) {
      const variable = `TACET_${name.toUpperCase()}_DATABASE_URL_FILE`;
      const container = patch.at('containers').named(name);
      const file = container.at('env').named(variable).at('value').text;
      expect(file).toBe(compose.at(name, 'environment', variable).text);
      expect(file.startsWith(`${container.at('volumeMounts').list[0]?.at('mountPath').text}/`)).toBe(true);
    }
  });

  test('policies are for pods and ports that there are', () => {
    const apps = new Set(
      workloads.map((each) => each.at('spec', 'template', 'metadata', 'labels', 'app').text),
    );
    const ports = new Set(
      workloads.flatMap((each) =>
        each
          .at('spec', 'template', 'spec', 'containers')
          .list.flatMap((container) =>
            container.at('ports').list.map((port) => port.at('containerPort').text),
          ),
      ),
    );
    const text = JSON.stringify(all('NetworkPolicy').map(({ value }) => value));
    for (const [, app = ''] of text.matchAll(/"app":"([a-z]+)"/g)) expect(apps).toContain(app);
    for (const [, port = ''] of text.matchAll(/"(?:port|endPort)":(\d+)/g)) {
      if (port !== '53') expect(ports).toContain(port);
    }
    expect(one('NetworkPolicy', 'nothing-else').at('spec').value).toEqual({
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
    });
  });
});

describe('Where Kubernetes puts it', () => {
  test('every manifest ends in our namespace, also what is added to an installation', () => {
    const kinds = new Map(placed().map(([file, each]) => [file, each.at('kind').text]));
    expect(kinds.get('postgres/network.yaml')).toBe('NetworkPolicy');
    for (const [file, manifest, namespace] of placed()) {
      const name = `${file}: ${manifest.at('kind').text} ${manifest.at('metadata', 'name').text}`;
      if (manifest.at('kind').text === 'Namespace')
        expect(manifest.at('metadata', 'name').text).toBe('tacet');
      else expect(namespace, name).toBe('tacet');
    }
  });

  test('what brings a backup back may do no more than what it stands in for, and has its folders', () => {
    const pod = deployed('kubernetes/restore/pod.yaml').at('spec');
    const core = one('StatefulSet', 'core').at('spec');
    const { value } = core.at('template', 'spec', 'securityContext');
    expect(pod.at('securityContext').value).toEqual(value);
    expect(pod.at('automountServiceAccountToken').value).toBe(false);
    expect(pod.at('volumes').named('data').at('persistentVolumeClaim', 'claimName').text).toBe(
      `${core.at('volumeClaimTemplates', 0, 'metadata', 'name').text}-core-0`,
    );
    const restored = pod.at('containers').list;
    expect(restored.map((each) => each.at('name').text)).toEqual(['auth', 'social']);
    for (const container of restored) {
      const runs = containerOf(container.at('name').text);
      for (const same of ['image', 'securityContext'])
        expect(container.at(same).value).toEqual(runs.at(same).value);
      const { value: folder } = runs.at('volumeMounts').named('data');
      expect(container.at('volumeMounts').named('data').value).toEqual(folder);
    }
  });

  test('the installation that is shown is there, too', () => {
    const own = yaml(shown('docs/self-hosting.md', 'apiVersion: kustomize.config.k8s.io/v1beta1'));
    expect(own.at('namespace').text).toBe('tacet');
    expect(own.at('images').list.map((each) => each.at('name').text)).toEqual(
      SERVICES.map((name) => `tacet/${name}`),
    );
  });
});

describe('What Compose is told', () => {
  test('only what is for people is published, and only Caddy to all the world', () => {
    const published = compose.keys.filter((name) => compose.at(name, 'ports').list.length > 0);
    expect(published.toSorted()).toEqual(['caddy', 'gateway', 'grafana']);
    for (const name of ['gateway', 'grafana']) {
      for (const port of compose.at(name, 'ports').texts) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
  });

  test('every container is nobody and has its bounds; the one that is root runs once, and alone', () => {
    expect(compose.keys.length).toBeGreaterThan(8);
    for (const name of compose.keys) {
      const service = compose.at(name);
      expect(service.at('mem_limit').text, name).toMatch(/^\d+[mg]$/);
      expect(service.at('pids_limit').text, name).toMatch(/^\d+$/);
      expect(service.at('cap_drop').texts, name).toEqual(['ALL']);
      expect(service.at('read_only').value, name).toBe(true);
      if (name === 'prepare') {
        expect(service.at('network_mode').text).toBe('none');
        expect(service.at('restart').text).toBe('no');
      } else expect(service.at('user').text, name).toMatch(/^[1-9]\d*:\d+$/);
      // The images of Tacet bring theirs along.
      const ofItsImage = service.at('build').keys.length > 0 || name === 'prepare';
      expect(service.at('healthcheck', 'test').texts.length > 0, name).toBe(!ofItsImage);
    }
  });

  test('whoever brings an image, its volumes are given to the number that it runs as', () => {
    const prepared = compose.at('prepare', 'command', 0).text;
    const made = new Map(
      compose.at('prepare', 'volumes').texts.map((each): [string, string] => {
        const [volume = '', folder = ''] = each.split(':');
        return [volume, folder];
      }),
    );
    for (const name of ['redis', 'postgres', 'caddy', 'prometheus', 'grafana']) {
      const own = compose
        .at(name, 'volumes')
        .list.map((each) => each.at('source').text || (each.text.split(':')[0] ?? ''))
        .filter((volume) => volume.startsWith(`${name}-`));
      expect(own, name).not.toEqual([]);
      for (const volume of own) {
        const line = new RegExp(`chown -R ${compose.at(name, 'user').text} .*${made.get(volume)}(?=\\s)`);
        expect(prepared, volume).toMatch(line);
      }
    }
    // Its own disk is read-only: whatever else it gave away would end it, and with it everything that waits for it.
    const given = prepared.split('\n').filter((each) => each.includes('chown -R'));
    const folders = given.flatMap((each) => each.match(/(?<=\s)\/\S+/g) ?? []);
    expect(folders.filter((folder) => ![...made.values()].includes(folder))).toEqual([]);
  });

  test('Grafana reaches Prometheus alone, Prometheus no store, and Caddy the gateway alone', () => {
    expect(neighbours('grafana')).toEqual(['prometheus']);
    expect(neighbours('prometheus')).toEqual(['auth', 'gateway', 'grafana', 'relay', 'social']);
    expect(neighbours('caddy')).toEqual(['gateway']);
    const sources = deployed('observability/grafana/provisioning/datasources/prometheus.yml').at(
      'datasources',
    ).list;
    expect(sources.map((each) => `${each.at('access').text} ${each.at('url').text}`)).toEqual([
      'proxy http://prometheus:9090',
    ]);
  });

  test('metrics are bound to the network that Prometheus shares, and asked for there', () => {
    for (const name of SERVICES) {
      const bind = compose.at(name, 'environment', 'TACET_METRICS_BIND').text;
      expect(compose.at(name, 'networks', 'metrics', 'aliases').texts).toEqual([bind]);
    }
    const [job] = deployed('observability/prometheus.yml').at('scrape_configs').list;
    expect(job?.at('static_configs', 0, 'targets').texts).toEqual(
      SERVICES.map((name) => `${name}:${compose.at(name, 'environment', 'TACET_METRICS_PORT').text}`),
    );
  });

  test('every metric that the dashboard and the alerts name is described', () => {
    const described = page('docs/metrics.md');
    expect(metrics().length).toBeGreaterThan(15);
    for (const metric of metrics())
      expect(described).toContain(`\`${metric.replace(/_(?:bucket|max)$/, '')}`);
  });
});
