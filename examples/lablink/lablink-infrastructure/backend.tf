terraform {
  required_version = ">= 1.10"

  # The settings come with init, and differ for each deployment.
  backend "s3" {}
}
