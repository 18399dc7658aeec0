# The client VMs, which the allocator creates on request. They have a separate state, beside the allocator's. The
# destroy workflow destroys what is in it first.

terraform {
  required_version = ">= 1.4"

  backend "s3" {}
}

variable "deployment_name" {
  type        = string
  description = "The deployment that the clients belong to."
}

variable "resource_suffix" {
  type        = string
  description = "The environment, in the name of every resource."
}

variable "client_count" {
  type        = number
  description = "How many VMs there are."
  default     = 0
}

resource "terraform_data" "client" {
  count = var.client_count
  input = "${var.deployment_name}-${var.resource_suffix}-client-${count.index}"
}
