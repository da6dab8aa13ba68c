import { createRequire, isBuiltin, registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

/** What Lambda's Node.js runtimes bring along. AWS: developer guide, "Runtime-included SDK versions". */
const included = /^@(aws-sdk|smithy|aws-crypto)\//;
const notFound = ['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND'];

/**
 * Lets a function's code import what it ships, what its layers ship, and the AWS SDK. A package that happens to
 * lie in a folder above is not found, as it would not be on AWS.
 */
export function keepImportsInside(root, layers) {
  const inside = [root, layers].map((folder) => `${pathToFileURL(folder).href}/`);
  const isInside = (url) => inside.some((start) => url?.startsWith(start));
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const bare = !/^[./#]|^[a-z]+:/i.test(specifier) && !isBuiltin(specifier);
      if (!bare || !isInside(context.parentURL)) return nextResolve(specifier, context);
      const found = attempt(() => nextResolve(specifier, context));
      if (isInside(found.result?.url)) return found.result;
      const layered = context.conditions.includes('import') && fromLayers(specifier, context, nextResolve);
      if (isInside(layered?.url)) return layered;
      if (included.test(specifier)) return fromOurs(specifier, context, nextResolve);
      throw found.error ?? strayed(specifier, context.parentURL);
    },
  });
}

/** `require` looks into NODE_PATH by itself; AWS has `import` look there too. */
function fromLayers(specifier, context, nextResolve) {
  for (const folder of (process.env.NODE_PATH ?? '').split(':')) {
    const parentURL = pathToFileURL(`${folder}/../index.mjs`).href;
    const found = attempt(() => nextResolve(specifier, { ...context, parentURL }));
    if (found.result) return found.result;
  }
  return undefined;
}

const ours = createRequire(import.meta.url);

/** `require` takes no other parent than its own; `import` does. */
function fromOurs(specifier, context, nextResolve) {
  if (context.conditions.includes('import')) {
    return nextResolve(specifier, { ...context, parentURL: import.meta.url });
  }
  return { url: pathToFileURL(ours.resolve(specifier)).href, shortCircuit: true };
}

function attempt(body) {
  try {
    return { result: body() };
  } catch (error) {
    if (!notFound.includes(error.code)) throw error;
    return { error };
  }
}

function strayed(specifier, parent) {
  const error = new Error(`Cannot find module '${specifier}'\nRequire stack:\n- ${parent}`);
  error.code = 'MODULE_NOT_FOUND';
  return error;
}
