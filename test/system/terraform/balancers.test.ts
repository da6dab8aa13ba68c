import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import { playTerraform } from './terraform.ts';

/** A network load balancer, its groups by TCP and TLS, and an application load balancer behind it. */
const balancers = (idleSeconds: number, crossZone: boolean) => `
  resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
  resource "aws_subnet" "zone" {
    for_each          = { a = "10.0.1.0/24", b = "10.0.2.0/24" }
    vpc_id            = aws_vpc.main.id
    cidr_block        = each.value
    availability_zone = "us-east-1\${each.key}"
  }
  resource "aws_security_group" "mail" {
    name   = "mail"
    vpc_id = aws_vpc.main.id
  }
  resource "aws_eip" "mail" { domain = "vpc" }
  resource "aws_lb" "mail" {
    name                             = "mail"
    load_balancer_type               = "network"
    security_groups                  = [aws_security_group.mail.id]
    enable_cross_zone_load_balancing = ${crossZone}
    subnet_mapping {
      subnet_id     = aws_subnet.zone["a"].id
      allocation_id = aws_eip.mail.id
    }
  }
  resource "aws_lb_target_group" "plain" {
    name                 = "plain"
    port                 = 25
    protocol             = "TCP"
    target_type          = "ip"
    vpc_id               = aws_vpc.main.id
    deregistration_delay = 30
    proxy_protocol_v2    = true
    stickiness {
      type    = "source_ip"
      enabled = true
    }
    health_check {
      protocol = "TCP"
      interval = 10
    }
  }
  resource "aws_lb_target_group_attachment" "plain" {
    target_group_arn = aws_lb_target_group.plain.arn
    target_id        = "127.0.0.1"
  }
  resource "aws_lb_listener" "plain" {
    load_balancer_arn        = aws_lb.mail.arn
    port                     = 8025
    protocol                 = "TCP"
    tcp_idle_timeout_seconds = ${idleSeconds}
    default_action {
      type             = "forward"
      target_group_arn = aws_lb_target_group.plain.arn
    }
  }
  resource "aws_acm_certificate" "mail" {
    domain_name       = "mail.example"
    validation_method = "DNS"
  }
  resource "aws_lb_target_group" "secret" {
    name        = "secret"
    port        = 465
    protocol    = "TLS"
    target_type = "ip"
    vpc_id      = aws_vpc.main.id
  }
  resource "aws_lb_listener" "secret" {
    load_balancer_arn = aws_lb.mail.arn
    port              = 8465
    protocol          = "TLS"
    certificate_arn   = aws_acm_certificate.mail.arn
    alpn_policy       = "HTTP2Preferred"
    ssl_policy        = "ELBSecurityPolicy-TLS13-1-2-2021-06"
    default_action {
      type             = "forward"
      target_group_arn = aws_lb_target_group.secret.arn
    }
  }
  resource "aws_lb" "web" {
    name    = "web"
    subnets = [for subnet in aws_subnet.zone : subnet.id]
  }
  resource "aws_lb_listener" "web" {
    load_balancer_arn = aws_lb.web.arn
    port              = 8080
    protocol          = "HTTP"
    default_action {
      type = "fixed-response"
      fixed_response {
        content_type = "text/plain"
        status_code  = "200"
      }
    }
  }
  resource "aws_lb_target_group" "web" {
    name        = "web"
    port        = 8080
    protocol    = "TCP"
    target_type = "alb"
    vpc_id      = aws_vpc.main.id
    health_check {
      protocol = "HTTP"
      path     = "/health"
      matcher  = "200-399"
    }
  }
  resource "aws_lb_target_group_attachment" "web" {
    target_group_arn = aws_lb_target_group.web.arn
    target_id        = aws_lb.web.arn
    depends_on       = [aws_lb_listener.web]
  }
  output "balancer" { value = aws_lb.mail.arn }
`;

test('network load balancers are made, changed and destroyed by Terraform', (t) =>
  playTerraform(t, [
    { configuration: balancers(350, false) },
    {
      configuration: balancers(600, true),
      seen: async (place, { balancer }) => {
        const { LoadBalancers } = await new ElasticLoadBalancingV2(place).describeLoadBalancers({
          LoadBalancerArns: [balancer],
        });
        const { Type, AvailabilityZones } = LoadBalancers![0]!;
        assert.equal(Type, 'network');
        assert.match(AvailabilityZones![0]!.LoadBalancerAddresses![0]!.AllocationId!, /^eipalloc-/);
      },
    },
  ]));
