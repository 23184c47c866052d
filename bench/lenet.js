/* The network of the README's example, and how it is built of any library's ops. */
import * as nn from '../packages/nn/dist/index.js'

const F = nn.functional

export class LeNet extends nn.Module {
  conv1 = new nn.Conv2d(1, 6, 5)
  conv2 = new nn.Conv2d(6, 12, 5)
  fc1 = new nn.Linear(192, 120)
  fc2 = new nn.Linear(120, 60)
  out = new nn.Linear(60, 10)
  forward(t) {
    t = F.maxPool2d(F.relu(this.conv1(t)), 2)
    t = F.maxPool2d(F.relu(this.conv2(t)), 2)
    t = F.relu(this.fc1(t.reshape([-1, 192])))
    return this.out(F.relu(this.fc2(t)))
  }
}
