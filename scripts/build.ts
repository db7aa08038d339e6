// `npm run build`: src -> dist.
//
//   cli.cjs      muster itself: our code, yaml and the compiled validator
//   engine.cjs   dockerode, loaded by the first module of src/engine/ that wants it
//   grpc.cjs     dockerode's sessions of BuildKit, loaded when one is opened
//   ssh.cjs      loaded for ssh:// hosts
//   index.js     the library, as ES modules with types
//
// Our code is in one file so that each module exists once, however it is reached.
import { execFile } from 'node:child_process'
import { copyFile, cp, mkdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { build, type BuildOptions, type Plugin } from 'esbuild'
import { generateValidator } from './validator.ts'

const require = createRequire(import.meta.url)
const dockerode = dirname(require.resolve('dockerode'))

const common: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  external: ['cpu-features'],
  loader: { '.node': 'empty' },
  // Names stay, so that a stack trace can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
}

const vendor: BuildOptions = { ...common, minify: true }

await generateValidator()
await rm('dist', { recursive: true, force: true })
await Promise.all([bundleCli(), bundleEngine(), bundleGrpc(), bundleSsh(), emitLibrary()])

async function bundleCli(): Promise<void> {
  await build({
    ...common,
    entryPoints: ['src/cli/main.ts'],
    outfile: 'dist/cli.cjs',
    plugins: [asFile(/^dockerode$/, './engine.cjs')],
  })
}

/** dockerode and docker-modem require gRPC, ssh, TLS and tar at start: 120 ms for what hardly a run uses. */
async function bundleEngine(): Promise<void> {
  const member = (module: string): string => `module.exports = new Proxy({}, { get: (_, name) => ${module}[name] })`
  const lazily = new Map([
    ['https', member("require('node:https')")],
    ['zlib', member("require('node:zlib')")],
    ['tar-fs', member("require('tar-fs/index.js')")],
    ['@balena/dockerignore', "module.exports = (...args) => require('@balena/dockerignore/ignore.js')(...args)"],
    ['./session', "module.exports = (...args) => require('./grpc.cjs').session(...args)"],
    ['./buildkit', "exports.followProgress = (...args) => require('./grpc.cjs').buildkit.followProgress(...args)"],
    ['./ssh', "module.exports = (...args) => require('./ssh.cjs')(...args)"],
  ])
  const lazy: Plugin = {
    name: 'lazy',
    setup(bundle) {
      bundle.onResolve(
        { filter: /^(\.\/(session|buildkit|ssh)|https|zlib|tar-fs|@balena\/dockerignore)$/ },
        ({ path }) => ({
          path,
          namespace: 'lazy',
        }),
      )
      bundle.onResolve({ filter: /^\.\/(grpc|ssh)\.cjs$/ }, ({ path }) => ({ path, external: true }))
      bundle.onLoad({ filter: /.*/, namespace: 'lazy' }, ({ path }) => {
        const contents = lazily.get(path)
        if (contents === undefined) throw new Error(`nothing to put in place of ${path}`)
        return { contents, loader: 'js', resolveDir: dockerode }
      })
    },
  }
  await build({ ...vendor, entryPoints: [require.resolve('dockerode')], outfile: 'dist/engine.cjs', plugins: [lazy] })
}

async function bundleGrpc(): Promise<void> {
  const contents = "exports.session = require('./session'); exports.buildkit = require('./buildkit')"
  await build({ ...vendor, stdin: { contents, resolveDir: dockerode, loader: 'js' }, outfile: 'dist/grpc.cjs' })
  await cp(join(dockerode, 'proto'), 'dist/proto', { recursive: true })
}

async function bundleSsh(): Promise<void> {
  const modem = createRequire(require.resolve('dockerode')).resolve('docker-modem')
  await build({ ...vendor, entryPoints: [join(dirname(modem), 'ssh.js')], outfile: 'dist/ssh.cjs' })
}

async function emitLibrary(): Promise<void> {
  await promisify(execFile)('node_modules/.bin/tsc', ['-p', 'tsconfig.build.json']).catch(
    (error: Error & { stdout?: string }) => {
      console.error(error.stdout ?? error.message)
      process.exitCode = 1
    },
  )
  await mkdir('dist/generated', { recursive: true })
  await copyFile('src/generated/validate.js', 'dist/generated/validate.js')
  await copyFile('src/generated/validate.d.ts', 'dist/generated/validate.d.ts')
}

/** Leaves what is imported under such a name out of the bundle: it is loaded from the file beside it. */
function asFile(filter: RegExp, path: string): Plugin {
  return {
    name: 'as-file',
    setup(bundle) {
      bundle.onResolve({ filter }, () => ({ path, external: true }))
    },
  }
}
