import { frame } from './frame.ts'
import type { Line } from './part.ts'
import type { ProgressWriter } from './progress-writer.ts'
import { createRegion } from './region.ts'
import { paint } from './style.ts'
import type { Screen } from './terminal.ts'
import { emptyView, type View } from './view.ts'

/** Milliseconds between two pictures at least. */
const pace = 100

/**
 * A live region that is redrawn at most every 100 ms, and only when the picture has changed. When all steps are over the
 * picture stays where it is, and what comes later gets a new one.
 */
export function createLive(
  screen: Screen,
  { color, now }: { readonly color: boolean; readonly now: () => number },
): ProgressWriter {
  const region = createRegion(screen)
  let view = emptyView
  let settled: ReadonlyMap<string, Line> = new Map()
  let timer: NodeJS.Timeout | undefined
  let foot: readonly string[] = []
  const picture = (): readonly string[] =>
    frame(since(view, settled), { columns: screen.columns(), rows: screen.rows(), color, now: now() })
  const draw = (): void => region.show([...picture(), ...foot])
  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  const leave = (): void => {
    stop()
    region.show(picture())
    region.leave()
    settled = view.lines
    draw()
  }
  return {
    update: (next) => {
      view = next
      if (view.pending === 0) return leave()
      if (timer !== undefined || view.changed.length === 0) return
      draw()
      timer = setInterval(draw, pace)
      timer.unref()
    },
    above: (write) => region.above(write),
    foot: (line) => {
      const text = line?.slice(0, screen.columns() - 1)
      foot = text === undefined ? [] : [color ? paint(text, 'dim') : text]
      draw()
    },
    close: () => {
      foot = []
      leave()
    },
  }
}

function since(view: View, settled: ReadonlyMap<string, Line>): View {
  return { ...view, lines: new Map([...view.lines].filter(([id, line]) => settled.get(id) !== line)) }
}
