import { promises as files } from 'node:fs'
import { dirname, extname } from 'node:path'
import type { Stage } from '../../api/play.ts'
import { castOf } from '../../render/recording/cast.ts'
import { htmlOf } from '../../render/recording/html.ts'
import { createRecorder, type Reel } from '../../render/recording/reel.ts'
import { svgOf } from '../../render/recording/svg.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { UsageError } from '../usage-error.ts'

const forms: ReadonlyMap<string, (reel: Reel) => string> = new Map([
  ['.cast', castOf],
  ['.svg', svgOf],
  ['.html', htmlOf],
])

/** Throws UsageError for a file whose name says no form, and for one that cannot be written: that is known before. */
export async function requireForms(paths: readonly string[]): Promise<void> {
  const strange = paths.find((path) => !forms.has(extname(path)))
  if (strange !== undefined)
    throw new UsageError(`--record ${strange}: its format is not known`, 'give it a name with .cast, .svg or .html')
  for (const path of paths) {
    await files.access(dirname(path), files.constants.W_OK).catch((error: unknown) => {
      throw unwritable(path, error)
    })
  }
}

function unwritable(path: string, error: unknown): UsageError {
  const reason = error instanceof Error ? error.message : String(error)
  return new UsageError(`--record ${path}: ${reason}`, 'name a file in a folder that you may write to')
}

/** Looks on and takes everything down; `save` writes the files, whole or not at all. */
export interface Recording {
  readonly stage: Stage
  /** The play ends with that failure. */
  readonly failed: (message: string) => void
  readonly save: (paths: readonly string[]) => Promise<void>
}

/** Records a play in the scenario's screen; the seed decides the pace of the typing. */
export function startRecording({ title, screen }: Scenario, seed: number): Recording {
  const recorder = createRecorder({ title, ...screen }, seed)
  const stage: Stage = (cue) => {
    switch (cue.cue) {
      case 'say':
        return recorder.say(cue.text)
      case 'type':
        return recorder.type(cue.text, cue.prompt)
      case 'wait':
        return recorder.wait(cue.text)
      case 'printed':
        return recorder.print(cue.lines)
      case 'pause':
        return recorder.pause(cue.text)
      case 'begin':
      case 'step':
      case 'line':
      case 'passed':
      case 'failed':
      case 'end':
        return
    }
  }
  const failed = (message: string): void => recorder.print([`\u2718 ${message}`])
  return {
    stage,
    failed,
    save: async (paths) => void (await Promise.all(paths.map((path) => write(path, recorder.reel())))),
  }
}

async function write(path: string, reel: Reel): Promise<void> {
  const form = forms.get(extname(path))
  if (form === undefined) throw new Error(`no form for ${path}`)
  const temporary = `${path}.${process.pid}`
  try {
    await files.writeFile(temporary, form(reel))
    await files.rename(temporary, path)
  } catch (error) {
    await files.rm(temporary, { force: true })
    throw unwritable(path, error)
  }
}
