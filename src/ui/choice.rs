//! A choice that shows what is chosen, whatever was picked in it before.

use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct Props {
    #[prop_or_default]
    pub name: Option<&'static str>,
    #[prop_or_default]
    pub label: Option<&'static str>,
    /// Value and title.
    pub options: Vec<(String, String)>,
    pub chosen: String,
    pub on_choose: Callback<String>,
}

#[component]
pub fn Choice(props: &Props) -> Html {
    let node = use_node_ref();
    {
        let (node, chosen) = (node.clone(), props.chosen.clone());
        // What a person picked stays in the element, and an attribute doesn't change it any more.
        use_effect(move || {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(&chosen);
            }
        });
    }
    let onchange = {
        let on_choose = props.on_choose.clone();
        Callback::from(move |event: Event| {
            if let Some(select) = event.target_dyn_into::<HtmlSelectElement>() {
                on_choose.emit(select.value());
            }
        })
    };
    html! {
        <select ref={node} name={props.name} aria-label={props.label} {onchange}>
            for (value, title) in &props.options {
                <option value={value.clone()} selected={*value == props.chosen}>{ title }</option>
            }
        </select>
    }
}
