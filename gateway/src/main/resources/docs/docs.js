// Shows OpenAPI documents as text. Everything is set as textContent: nothing from a document becomes markup.

const METHODS = ['get', 'put', 'post', 'delete'];

for (const service of ['auth', 'social']) {
  const section = document.getElementById(service);
  try {
    const answer = await fetch(`/api/docs/${service}.json`);
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    section.append(...operations(await answer.json()));
  } catch {
    section.append(element('p', 'The description cannot be fetched now. Reload the page to try again.'));
  }
  section.setAttribute('aria-busy', 'false');
}

function operations(api) {
  return Object.entries(api.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]).map((method) => operation(api, path, method, item[method])),
  );
}

function operation(api, path, method, described) {
  const summary = element('summary');
  const name = element('span', method.toUpperCase());
  name.className = 'method';
  summary.append(name, element('code', path));
  const list = element('dl');
  if (described.summary ?? described.description) entry(list, 'What it does', described.summary ?? described.description);
  for (const parameter of described.parameters ?? []) entry(list, `${parameter.in} parameter ${parameter.name}`, parameter.description ?? type(parameter.schema));
  for (const media of Object.values(described.requestBody?.content ?? {})) entry(list, 'Body', shape(api, media.schema), 'pre');
  for (const [status, response] of Object.entries(described.responses ?? {})) {
    const bodies = Object.values(response.content ?? {}).map((media) => shape(api, media.schema));
    entry(list, `Answer ${status}`, bodies.join('\n') || response.description || 'no body', 'pre');
  }
  const details = element('details');
  details.append(summary, list);
  return details;
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
  const name = schema?.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? schema : api.components?.schemas?.[name];
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
