variable "deployment_name" {
  type        = string
  description = "The deployment; its resources are named after it."
}

variable "resource_suffix" {
  type        = string
  description = "The environment, in the name of every resource."
}

variable "allocator_image_tag" {
  type        = string
  description = "The tag of the allocator's image."
}

variable "allocator_image_digest" {
  type        = string
  description = "The digest that the tag was resolved to; empty means the tag."
  default     = ""
}

variable "client_state_key" {
  type        = string
  description = "Where the allocator keeps the state of its client VMs."
}
