#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';
import { cacheHome } from '../src/sandbox/cacheHome.ts';

// Half of what a command takes to start is the compilation of its code. Where the folder cannot be written it is compiled each time.
module.enableCompileCache?.(join(cacheHome(), 'commands'));
await import('../src/main.ts');
