#!/usr/bin/env node
// Beside dist, so that package managers find the command before anything was built.
import '../dist/cli.js'
