import { playTranscripts } from '../spec.ts';

playTranscripts('codebuild');
