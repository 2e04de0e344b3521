"""Watch the asynchronous jobs of Huawei-Cloud-family clouds: many at once, every change told."""
