import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'

// The browser of the system, where there is one; else Playwright's own, which `npx playwright install chromium` fetches.
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
const places = [process.env.BROWSER_PATH, ...names.map((name) => `/usr/bin/${name}`)]
const executablePath = places.find((path) => path !== undefined && existsSync(path))

export default defineConfig({
  globalSetup: './stack.setup.js',
  timeout: 60_000,
  expect: { timeout: 30_000 },
  reporter: 'list',
  use: { launchOptions: { executablePath } },
})
