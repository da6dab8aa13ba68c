import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { RuntimeError } from './errors.mjs';
import { keepImportsInside } from './imports.mjs';
import { isStreaming } from './streaming.mjs';

/** Loads `file.name`, or `folder/file.name`, from the function's folder. */
export async function load(root, layers, text) {
  if (text.includes('..')) {
    const rule = 'Use absolute paths when specifying root directories in handler names.';
    throw new RuntimeError('MalformedHandlerName', `'${text}' is not a valid handler name. ${rule}`);
  }
  const [, file, name] = /^([^.]*)\.(.*)$/.exec(path.basename(text)) ?? [];
  if (!name) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  keepImportsInside(root, layers);
  const module = await loadModule(path.resolve(root, path.dirname(text), file), file);
  const handler = memberOf(module, name) ?? memberOf(module.default, name);
  if (!handler) throw new RuntimeError('HandlerNotFound', `${text} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('HandlerNotFound', `${text} is not a function`);
  if (!isStreaming(handler)) refuseCallbacks(handler);
  return handler;
}

const memberOf = (module, name) => name.split('.').reduce((inside, key) => inside?.[key], module);

async function loadModule(stem, name) {
  const file = ['', '.js', '.mjs', '.cjs'].map((extension) => stem + extension).find(isFile);
  try {
    if (file) return await import(pathToFileURL(file).href);
  } catch (error) {
    if (error instanceof SyntaxError) throw wrapped('UserCodeSyntaxError', error);
    if (error.code === 'MODULE_NOT_FOUND') throw wrapped('ImportModuleError', error);
    throw error;
  }
  const stack = `Require stack:\n- ${fileURLToPath(import.meta.url)}`;
  throw new RuntimeError('ImportModuleError', `Error: Cannot find module '${name}'\n${stack}`);
}

const isFile = (file) => existsSync(file) && statSync(file).isFile();

function wrapped(kind, error) {
  const outer = new RuntimeError(kind, String(error));
  outer.stack = `${outer.name}: ${error.stack}`;
  return outer;
}

// AWS: the message is that of aws-lambda-nodejs-runtime-interface-client 4, which nodejs24.x and later run.
function refuseCallbacks(handler) {
  const [, major] = /nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '') ?? [];
  if (handler.length < 3 || !(Number(major) >= 24)) return;
  throw new RuntimeError(
    'CallbackHandlerDeprecated',
    'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
      'You need to modify this function to use a supported handler signature to use Node.js 24 or later. ' +
      'For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
  );
}
