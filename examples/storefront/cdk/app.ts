import { App } from 'aws-cdk-lib';
import { DeliveryStack } from './delivery-stack.ts';
import { FoundationStack } from './foundation-stack.ts';

const app = new App();
const foundation = new FoundationStack(app, 'StorefrontFoundation');
new DeliveryStack(app, 'Storefront', { foundation });
