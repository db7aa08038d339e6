import fc from 'fast-check'
import { expect, test } from 'vitest'
import { junitXml } from '../../src/render/junit.ts'

const suite = { name: 'app-test-1', startedAt: Date.UTC(2026, 0, 1, 12, 30, 5, 999), host: 'ci-7', seconds: 2.5 }

test('a suite has a case for each part, with its time and its problem', () => {
  const problem = { kind: 'failure', message: 'exit code 5', text: 'a < b\nc' } as const
  const cases = [
    { group: 'set-up', name: 'db', seconds: 1.5 },
    { group: 'test', name: 'e2e', seconds: 2, problem },
    {
      group: 'set-up',
      name: 'web',
      seconds: 0,
      problem: { kind: 'skipped', message: 'not started', text: '' } as const,
    },
  ]
  expect(junitXml({ ...suite, cases })).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite id="0" package="muster" name="app-test-1" tests="3" failures="1" errors="0" skipped="1" time="2.500" timestamp="2026-01-01T12:30:05" hostname="ci-7">
    <properties/>
    <testcase classname="set-up" name="db" time="1.500"/>
    <testcase classname="test" name="e2e" time="2.000">
      <failure type="failure" message="exit code 5">a &lt; b
c</failure>
    </testcase>
    <testcase classname="set-up" name="web" time="0.000">
      <skipped type="skipped" message="not started"></skipped>
    </testcase>
    <system-out/>
    <system-err/>
  </testsuite>
</testsuites>
`)
})

// XML 1.0, production 2, and what a parser takes as the end of a value.
const wellFormed = /^(?:[\t\n\x20-\ud7ff\ue000-\ufffd]|[\ud800-\udbff][\udc00-\udfff])*$/
const outside = /<[\w-]+(?: \w+="[^"<]*")*\/?>|<\/\w+>|<\?xml[^<]*\?>/g

test('it is valid XML whatever the texts hold', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('utf8')),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('utf16le')),
    fc.constantFrom(']]>', '<!--', '\0', '\r\n', '\x1b[31mred\x1b[0m', '\ufffe', '\ud800', '"><x/>'),
  )
  fc.assert(
    fc.property(anything, anything, anything, (name, message, text) => {
      const cases = [{ group: name, name: message, seconds: 0, problem: { kind: 'error' as const, message, text } }]
      const xml = junitXml({ ...suite, name, cases })
      expect(xml).toMatch(wellFormed)
      expect(xml.replaceAll(outside, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#9;|#10;)/)
    }),
  )
})
