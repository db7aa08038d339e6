/** A service that prints `line 1` to `line TO`, fifty a second, and ends. */
export const counting = (to: number): string => `
services:
  count:
    image: busybox
    init: true
    stop_grace_period: 0s
    command: sh -c "i=0; while [ $$i -lt ${to} ]; do i=$$((i+1)); echo line $$i; sleep 0.02; done"
`

/** What it prints. */
export const numbers = (to: number): readonly string[] => Array.from({ length: to }, (_, i) => `line ${i + 1}`)

/** Of an output what it has printed. */
export const counted = (text: string): readonly string[] => text.split('\n').filter((line) => line.startsWith('line '))
