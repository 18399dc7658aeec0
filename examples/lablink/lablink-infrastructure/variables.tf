variable "region" {
  type        = string
  description = "Where everything is deployed."
  default     = "us-west-2"
}

variable "deployment_name" {
  type        = string
  description = "The deployment; its resources are named after it."

  validation {
    condition = (
      can(regex("^[a-z][a-z0-9-]*[a-z0-9]$", var.deployment_name))
      && length(var.deployment_name) >= 3 && length(var.deployment_name) <= 32
    )
    error_message = "Write 3 to 32 lower-case letters, digits and hyphens, beginning with a letter."
  }
}

variable "environment" {
  type        = string
  description = "The environment, in the name of every resource."
  default     = "prod"

  validation {
    condition     = contains(["dev", "test", "ci-test", "prod"], var.environment)
    error_message = "Write dev, test, ci-test or prod."
  }
}

variable "repository" {
  type        = string
  description = "The repository that the deployment comes from; empty if nobody says."
  default     = ""
}
