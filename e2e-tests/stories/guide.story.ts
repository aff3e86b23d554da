import { describe, expect, test } from 'vitest';
import { en } from '../../web-client/src/ui/messages/en.ts';
import { containerOf, one } from '../src/cluster.ts';
import { SERVICES, composeFile, deployed, page, shown, yaml } from '../src/deployed.ts';

const compose = composeFile().at('services');

describe('What is written', () => {
  const gateway = yaml(page('gateway/src/main/resources/gateway.yaml')).at('tacet', 'gateway');
  const guide = page('docs/self-hosting.md');
  const kilobytes = (name: string): number => Number(/^(\d+)KB$/.exec(gateway.at(name).text)?.[1]);
  const seconds = (name: string): number => Number(/^(\d+)s$/.exec(gateway.at(name).text)?.[1]);

  test("the contract has the gateway's bounds", () => {
    const contract = page('contracts/rest.md');
    const most = kilobytes('max-message').toLocaleString('en');
    expect(contract).toContain(
      `A body has at most ${kilobytes('max-body')} KB, that of \`POST /api/v1/relay/messages\` ${most} KB.`,
    );
    expect(contract).toContain(`has to arrive whole within ${seconds('body-timeout')} s`);
    expect(contract).toContain(
      `may have ${gateway.at('throttle', 'calls-in-flight-per-address').text} calls`,
    );
    expect(contract).toContain(`No call is under way for more than ${seconds('call-timeout')} s.`);
  });

  test("the guide has the gateway's defaults, and its timeouts in their order", () => {
    const order = ['body-timeout', 'backend-timeout', 'waiting-timeout', 'call-timeout'];
    expect(order.map(seconds)).toEqual(order.map(seconds).toSorted((a, b) => a - b));
    for (const name of ['max-body', 'max-message', ...order]) {
      const variable = `\`TACET_GATEWAY_${name.toUpperCase().replace('-', '_')}\``;
      const row = guide.split('\n').find((line) => line.startsWith('|') && line.includes(variable));
      const [, names = '', defaults = ''] = row?.split('|') ?? [];
      const place = names.split(',').findIndex((each) => each.trim() === variable);
      expect(defaults.split(',')[place]?.trim(), name).toBe(`\`${gateway.at(name).text}\``);
    }
  });

  test('clocks may differ by what tokens forgive, wherever it is said', () => {
    const kit = 'service-kit/src/main/java/chat/tacet/kit/token/ClockSkew.java';
    const forgiven = Number(/ofSeconds\((\d+)\)/.exec(page(kit))?.[1]);
    const said = [...`${guide}${page('docs/reliability.md')}`.matchAll(/agree to within ([^:.,]+)/g)];
    expect(said.length).toBe(3);
    for (const [, bound] of said) expect(bound).toBe(`${forgiven} seconds`);
  });

  test('systemd tries again for as long as it takes', () => {
    const [ofUnit = '', ofService = ''] = shown('docs/self-hosting.md', '[Unit]').split('[Service]');
    expect(ofUnit).toContain('\nStartLimitIntervalSec=0\n');
    expect(ofService).toMatch(/\nRestart=on-failure\nRestartSec=\d+\n/);
    const bots = page('docs/bots.md');
    for (const line of ['Restart=always', 'RestartSec=10', 'StartLimitIntervalSec=0'])
      expect(bots).toContain(`\`${line}\``);
  });

  test('every alert is in the guide, and those for the night are named as such', () => {
    const rules = deployed('observability/alerts.yml').at('groups', 0, 'rules').list;
    const [, trouble = ''] = guide.split('\n## Troubleshooting\n');
    expect(rules.length).toBeGreaterThan(5);
    for (const rule of rules) expect(trouble).toContain(`\`${rule.at('alert').text}\``);
    const night = /worth waking somebody.*?The others/s.exec(guide)?.[0] ?? '';
    const pages = rules.filter((rule) => rule.at('labels', 'severity').text === 'page');
    expect([...night.matchAll(/`(Tacet\w+)`/g)].map(([, name = '']) => name).toSorted()).toEqual(
      pages.map((rule) => rule.at('alert').text).toSorted(),
    );
  });

  test('Prometheus on Kubernetes names its job as the alerts do, and finds the ports of metrics', () => {
    const job = yaml(shown('docs/self-hosting.md', 'scrape_configs:')).at('scrape_configs', 0);
    expect(page('deploy/observability/alerts.yml')).toContain(`up{job="${job.at('job_name').text}"}`);
    const ports = new RegExp(`^${job.at('relabel_configs', 0, 'regex').text}$`);
    const kept = SERVICES.filter((name) =>
      containerOf(name)
        .at('ports')
        .list.some((port) => ports.test(port.at('name').text)),
    );
    expect(kept).toEqual(SERVICES);
  });

  test('every variable that the compose file asks for is in the guide, and what is beyond it is for a service of it', () => {
    const asked = new Set(
      [...page('docker-compose.yml').matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name),
    );
    expect(asked.size).toBeGreaterThan(10);
    for (const name of asked) expect(guide).toContain(name);
    const own = yaml(shown('docs/self-hosting.md', 'services:')).at('services');
    expect(own.keys).toEqual(expect.arrayContaining(['relay', 'gateway']));
    for (const name of own.keys.filter((each) => each !== 'collector')) {
      expect(own.at(name, 'environment').keys).not.toEqual([]);
      expect(compose.keys).toContain(name);
      for (const variable of own.at(name, 'environment').keys) {
        expect(compose.at(name, 'environment').keys).not.toContain(variable);
        expect(guide).toContain(`| \`${variable.replace(/LIMITS_.*/, 'LIMITS_…')}`);
      }
    }
  });

  test('what people are said to see, they see', () => {
    for (const words of [
      en['insecure.title'],
      en['bar.offline'].replace(/\. .*/, '.'),
      en['failure.rate-limited'].replace(/\. .*/, '.'),
      en['state.sending'],
    ])
      expect(guide).toMatch(new RegExp(`["\`]${words}["\`]`));
  });

  test('every proxy that has a bound of its own lets the largest message through', () => {
    const least = kilobytes('max-message') / 1024;
    const nginx = Number(/client_max_body_size (\d+)m;/.exec(guide)?.[1]);
    expect(nginx).toBeGreaterThanOrEqual(least);
    const annotations = one('Ingress', 'tacet').at('metadata', 'annotations');
    const ingress = annotations.at('nginx.ingress.kubernetes.io/proxy-body-size').text;
    expect(Number(/^(\d+)m$/.exec(ingress)?.[1])).toBeGreaterThanOrEqual(least);
  });
});
