#!/usr/bin/env node
import { runProgram } from './terminal/program.ts';

process.exitCode = await runProgram(process.argv.slice(2));
