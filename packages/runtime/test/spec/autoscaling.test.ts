import { playTranscripts } from '../spec.ts';

playTranscripts('autoscaling');
