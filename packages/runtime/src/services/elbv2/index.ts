import type { Service } from '../../dispatch/service.ts';
import { loadBalancerFlow } from './flow/load-balancer.ts';
import { deliverLog } from './operations/access-logs.ts';
import {
  addListenerCertificates,
  describeListenerCertificates,
  describeSSLPolicies,
  removeListenerCertificates,
  replaceCertificate,
} from './operations/certificates.ts';
import { invokeTarget } from './operations/function-targets.ts';
import { startGuard } from './operations/guards.ts';
import {
  createListener,
  deleteListener,
  describeListenerAttributes,
  describeListeners,
  modifyListener,
  modifyListenerAttributes,
  waitForListener,
} from './operations/listeners.ts';
import {
  describeAccountLimits,
  describeCapacityReservation,
  setIpAddressType,
  setSecurityGroups,
  setSubnets,
} from './operations/load-balancer-settings.ts';
import {
  createLoadBalancer,
  deleteLoadBalancer,
  describeLoadBalancerAttributes,
  describeLoadBalancers,
  modifyLoadBalancerAttributes,
} from './operations/load-balancers.ts';
import { findListener } from './operations/names.ts';
import { findPublicKey } from './operations/public-keys.ts';
import {
  addTrustStoreRevocations,
  describeTrustStoreRevocations,
  removeTrustStoreRevocations,
} from './operations/revocations.ts';
import { createRule, deleteRule, describeRules, modifyRule, setRulePriorities } from './operations/rules.ts';
import { addTags, describeTags, removeTags } from './operations/tags.ts';
import {
  createTargetGroup,
  deleteTargetGroup,
  describeTargetGroupAttributes,
  describeTargetGroups,
  modifyTargetGroup,
  modifyTargetGroupAttributes,
} from './operations/target-groups.ts';
import {
  deregisterTargets,
  describeTargetHealth,
  finishDraining,
  registerTargets,
} from './operations/targets.ts';
import {
  createTrustStore,
  deleteTrustStore,
  describeTrustStoreAssociations,
  describeTrustStores,
  modifyTrustStore,
} from './operations/trust-stores.ts';
import { listener, listenerRule } from './resources/listener.ts';
import { listenerCertificate } from './resources/listener-certificate.ts';
import { loadBalancer } from './resources/load-balancer.ts';
import { targetGroup } from './resources/target-group.ts';
import { trustStore } from './resources/trust-store.ts';
import { trustStoreRevocation } from './resources/trust-store-revocation.ts';

export const elbv2: Service = {
  name: 'elasticloadbalancing',
  sdk: () => import('@aws-sdk/client-elastic-load-balancing-v2'),
  model: 'elbv2',
  operations: {
    AddListenerCertificates: addListenerCertificates,
    AddTags: addTags,
    AddTrustStoreRevocations: addTrustStoreRevocations,
    CreateListener: createListener,
    CreateLoadBalancer: createLoadBalancer,
    CreateRule: createRule,
    CreateTargetGroup: createTargetGroup,
    CreateTrustStore: createTrustStore,
    DeleteListener: deleteListener,
    DeleteLoadBalancer: deleteLoadBalancer,
    DeleteRule: deleteRule,
    DeleteTargetGroup: deleteTargetGroup,
    DeleteTrustStore: deleteTrustStore,
    DeregisterTargets: deregisterTargets,
    DescribeAccountLimits: describeAccountLimits,
    DescribeCapacityReservation: describeCapacityReservation,
    DescribeListenerCertificates: describeListenerCertificates,
    DescribeListenerAttributes: describeListenerAttributes,
    DescribeListeners: describeListeners,
    DescribeLoadBalancerAttributes: describeLoadBalancerAttributes,
    DescribeLoadBalancers: describeLoadBalancers,
    DescribeRules: describeRules,
    DescribeSSLPolicies: describeSSLPolicies,
    DescribeTags: describeTags,
    DescribeTargetGroupAttributes: describeTargetGroupAttributes,
    DescribeTargetGroups: describeTargetGroups,
    DescribeTargetHealth: describeTargetHealth,
    DescribeTrustStoreAssociations: describeTrustStoreAssociations,
    DescribeTrustStoreRevocations: describeTrustStoreRevocations,
    DescribeTrustStores: describeTrustStores,
    ModifyListener: modifyListener,
    ModifyListenerAttributes: modifyListenerAttributes,
    ModifyLoadBalancerAttributes: modifyLoadBalancerAttributes,
    ModifyRule: modifyRule,
    ModifyTargetGroup: modifyTargetGroup,
    ModifyTargetGroupAttributes: modifyTargetGroupAttributes,
    ModifyTrustStore: modifyTrustStore,
    RegisterTargets: registerTargets,
    RemoveListenerCertificates: removeListenerCertificates,
    RemoveTags: removeTags,
    RemoveTrustStoreRevocations: removeTrustStoreRevocations,
    SetIpAddressType: setIpAddressType,
    SetRulePriorities: setRulePriorities,
    SetSecurityGroups: setSecurityGroups,
    SetSubnets: setSubnets,
  },
  inside: {
    DeliverLog: deliverLog,
    FindListener: findListener,
    FindPublicKey: findPublicKey,
    FinishDraining: finishDraining,
    InvokeTarget: invokeTarget,
    ReplaceCertificate: replaceCertificate,
    StartGuard: startGuard,
    WaitForListener: waitForListener,
  },
  flows: [loadBalancerFlow],
  resources: [
    listener,
    listenerCertificate,
    listenerRule,
    loadBalancer,
    targetGroup,
    trustStore,
    trustStoreRevocation,
  ],
};
