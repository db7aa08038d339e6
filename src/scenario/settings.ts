import type { Report } from '../source/diagnostic.ts'
import type { Mapping, Node } from '../source/node.ts'
import { numberOf, patternAt, requireKeys, textMapOf, textOf, textsOf, wrongType } from './fields.ts'
import type { MaskRule, Scenario } from './scenario.ts'

/** What a scenario says beside its steps. */
export type Settings = Omit<Scenario, 'file' | 'steps'>

/** What holds where nothing is said. */
export const plainSettings: Settings = {
  title: undefined,
  project: undefined,
  files: [],
  folder: 'here',
  screen: { columns: 90, rows: 28 },
  env: new Map(),
  masks: [],
}

/** Keys of the settings. */
export const settingKeys: readonly string[] = ['title', 'project', 'files', 'screen', 'env', 'mask']

/** The settings of a mapping; its `steps` are somebody else's. */
export function readSettings(map: Mapping, report: Report): Settings {
  const read = <T>(key: string, as: (node: Node) => T, otherwise: T): T => {
    const entry = map.entries.get(key)
    return entry === undefined ? otherwise : as(entry.node)
  }
  const { title, project, files, folder, screen, env, masks } = plainSettings
  return {
    title: read('title', (node) => textOf(node, 'title', report), title),
    project: read('project', (node) => projectOf(node, report), project),
    files: read('files', (node) => textsOf(node, 'files', report), files),
    folder,
    screen: read('screen', (node) => screenOf(node, report), screen),
    env: read('env', (node) => textMapOf(node, 'env', report), env),
    masks: read('mask', (node) => masksOf(node, report), masks),
  }
}

/** Settings alone, as they stand in a comment of a Markdown file. */
export function readSettingsOnly(map: Mapping, report: Report): Settings {
  requireKeys(map, { known: settingKeys, subject: 'a scenario' }, report)
  return readSettings(map, report)
}

function projectOf(node: Node, report: Report): string | undefined {
  const name = textOf(node, 'project', report)
  if (name === undefined || /^[a-z0-9][a-z0-9_-]*$/.test(name)) return name
  const fix = 'use lower-case letters, digits, dashes and underscores, and begin with a letter or digit'
  report.error('project-name', `${JSON.stringify(name)} cannot be the name of a project`, { at: node.at, fix })
  return undefined
}

function screenOf(node: Node, report: Report): Scenario['screen'] {
  const { screen } = plainSettings
  if (node.kind !== 'map') return wrongType(node, 'screen is a mapping with columns and rows', report) ?? screen
  requireKeys(node, { known: ['columns', 'rows'], subject: 'screen' }, report)
  const size = (key: 'columns' | 'rows', from: number, to: number): number => {
    const entry = node.entries.get(key)
    return (entry && numberOf(entry.node, { subject: key, from, to }, report)) ?? screen[key]
  }
  return { columns: size('columns', 20, 400), rows: size('rows', 5, 200) }
}

/** Pairs of an expression and what is shown in its place. */
function masksOf(node: Node, report: Report): readonly MaskRule[] {
  const map = textMapOf(node, 'mask', report)
  return [...map].flatMap(([text, show]) => {
    const at = node.kind === 'map' ? (node.entries.get(text)?.keyAt ?? node.at) : node.at
    const find = patternAt(text, at, report)
    return find === undefined ? [] : [{ find, show }]
  })
}
