# LabLink's allocator in small: the variables, outputs and configuration of talmolab/lablink-template, made of built-in
# resources of OpenTofu and Terraform, so that it deploys without any account. It has a key pair, a security group, the
# machine, and a health check.

locals {
  name   = "${var.deployment_name}-${var.environment}"
  config = yamldecode(file("${path.module}/config/config.yaml"))
  ip     = "192.0.2.10"
  fqdn   = local.config.dns.enabled ? "${local.name}.${local.config.dns.domain}" : local.ip
}

resource "terraform_data" "key_pair" {
  input = "${local.name}-key"
}

resource "terraform_data" "security_group" {
  input = "${local.name}-sg"
}

# As in LabLink, the machine's user data holds the configuration with its passwords, and the image is its tag there. The
# tag may have a digest behind it: docker pulls that, whatever the tag is by then.
resource "terraform_data" "allocator" {
  input = {
    name           = local.name
    region         = var.region
    environment    = var.environment
    repository     = var.repository
    image          = "ghcr.io/talmolab/lablink-allocator-image:${local.config.allocator.image_tag}"
    key_name       = terraform_data.key_pair.output
    security_group = terraform_data.security_group.output
    user_data      = local.config
  }
}

resource "terraform_data" "health" {
  triggers_replace = [terraform_data.allocator.output.image]

  provisioner "local-exec" {
    command = "sh ${path.module}/health-check.sh"
    environment = {
      ALLOCATOR_FQDN = local.fqdn
    }
  }
}
