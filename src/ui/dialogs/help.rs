//! Keys, and what the signs of the map mean.

use yew::prelude::*;

use crate::ui::keys::HELP;
use crate::ui::tile::drawing;
use crate::view::colours::Shape;

pub fn help() -> Html {
    html! {
        <div>
            <h3 class="kicker">{ "Keys" }</h3>
            <dl class="facts keys">
                for (key, does) in HELP {
                    <div><dt><kbd>{ key }</kbd></dt><dd>{ does }</dd></div>
                }
            </dl>
            <h3 class="kicker">{ "Shape says the phase, colour the service, a pale tone an older revision" }</h3>
            <ul class="shapes tall">
                for shape in Shape::ALL {
                    <li><span class="swatch hue-0">{ drawing(shape, false) }</span>{ shape.name() }</li>
                }
                <li><span class="swatch hue-0 older">{ drawing(Shape::Running, false) }</span>{ "of an older revision" }</li>
                <li><span class="swatch hue-0">{ drawing(Shape::Running, true) }</span>{ "running, and failing its health check" }</li>
            </ul>
            <h3 class="kicker">{ "Privacy" }</h3>
            <p>{ "Everything runs in this tab. Nothing is sent anywhere; the session is kept in this browser only." }</p>
        </div>
    }
}
