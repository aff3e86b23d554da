// Shows OpenAPI documents as text. Everything is set as textContent: nothing from a document becomes markup.

const METHODS = ['get', 'put', 'post', 'delete'];

const calls = document.getElementById('calls');
try {
  const answer = await fetch('/api/openapi.json');
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const api = await answer.json();
  calls.append(...api.tags.map((tag) => section(api, tag)));
} catch {
  calls.append(element('p', 'The description cannot be fetched now. Reload the page to try again.'));
}
calls.setAttribute('aria-busy', 'false');

function section(api, tag) {
  const made = element('section');
  made.append(element('h2', tag.description), ...operations(api, tag.name));
  return made;
}

function operations(api, tag) {
  return Object.entries(api.paths).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]?.tags.includes(tag)).map((method) => operation(api, path, method, item[method])),
  );
}

function operation(api, path, method, described) {
  const summary = element('summary');
  const name = element('span', method.toUpperCase());
  name.className = 'method';
  summary.append(name, element('code', path));
  const list = element('dl');
  entry(list, 'What it does', [described.summary, described.description].filter(Boolean).join('. '));
  const scopes = described.security.flatMap((way) => way.accessToken ?? []);
  if (scopes.length > 0) entry(list, 'Scopes', scopes.join(', '));
  for (const parameter of described.parameters ?? []) entry(list, `${parameter.in} parameter ${parameter.name}`, parameter.description ?? type(parameter.schema));
  for (const media of Object.values(described.requestBody?.content ?? {})) entry(list, 'Body', shape(api, media.schema), 'pre');
  for (const [status, given] of Object.entries(described.responses)) {
    const response = resolve(api, given);
    const bodies = Object.values(response.content ?? {}).map((media) => shape(api, media.schema));
    entry(list, `Answer ${status}`, status >= 400 ? codes(response) : bodies.join('\n') || 'no body', 'pre');
  }
  const details = element('details');
  details.append(summary, list);
  return details;
}

/** The codes of a refusal: its schema is a problem document with these. */
function codes(response) {
  const [{ schema }] = Object.values(response.content);
  return schema.allOf[1].properties.code.enum.join(', ');
}

function shape(api, schema, depth = 0) {
  const resolved = resolve(api, schema);
  if (resolved?.type === 'array' && depth < 4) return `[${shape(api, resolved.items, depth + 1)}, …]`;
  if (!resolved?.properties || depth >= 4) return type(resolved);
  const inner = Object.entries(resolved.properties).map(
    ([name, property]) => `${'  '.repeat(depth + 1)}${name}: ${shape(api, property, depth + 1)}`,
  );
  return `{\n${inner.join('\n')}\n${'  '.repeat(depth)}}`;
}

function resolve(api, schema) {
  const [, kind, name] = schema?.$ref?.match(/^#\/components\/(\w+)\/(\w+)$/) ?? [];
  return name === undefined ? schema : api.components[kind][name];
}

function type(schema) {
  return schema?.format ?? schema?.type ?? 'anything';
}

function entry(list, term, text, tag = 'span') {
  const definition = element('dd');
  definition.append(element(tag, text));
  list.append(element('dt', term), definition);
}

function element(tag, text = '') {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}
